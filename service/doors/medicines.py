"""Medicines by name or code: case, salts, strengths and typing errors are forgiven, but never a guess between two."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from rapidfuzz import process
from rapidfuzz.distance import DamerauLevenshtein

from service.doors.lexicon import plain
from service.engine.knowledge import Medication
from service.engine.pack import Knowledge

# Likeness (0-1) that a misspelling must reach, and the lead that it must have over any other medicine.
LIKE_ENOUGH = 0.8
LEAD = 0.08
# In shorter words one wrong letter makes another medicine.
SHORTEST_FORGIVEN = 6
# Names of more words are looked for as a whole only.
LONGEST_RUN = 4

_SALTS = frozenset(
    """
    hydrochloride hcl hydrobromide sodium potassium calcium magnesium citrate maleate mesilate mesylate
    besilate besylate tartrate succinate fumarate phosphate sulfate sulphate acetate carbonate gluconate
    lactate bromide chloride nitrate oxalate disodium trihydrate monohydrate dihydrate xr xl sr cr er mr
    la retard tablet tablets capsule capsules oral injection
    """.split()
)
# RxNorm begins some names with how long a dose lasts or how many a device holds: `24 HR …`, `200 ACTUAT …`.
_STRENGTH = re.compile(
    r"\b\d+(?:[.,]\d+)?\s*(?:mg|g|mcg|ug|micrograms?|ml|units?|unt|iu|%|meq|mmol|hr|h|hours?|actuat)?\b"
)


@dataclass(frozen=True, slots=True)
class Match:
    """A medicine found. Not `exact`: the spelling was forgiven, or words after the name were passed over.

    `local`: only a site's overlay knows the name or code; `otherwise` is what the pack alone would take it for.
    """

    id: str
    exact: bool
    local: bool = False
    otherwise: str | None = None


@dataclass(frozen=True, slots=True)
class Formulary:
    """Every accepted name -> medication id, and the same by (system, code). Names of an overlay are read as written."""

    names: Mapping[str, str]
    codes: Mapping[tuple[str, str], str]
    local_names: Mapping[str, str] = field(default_factory=dict)
    local_codes: frozenset[tuple[str, str]] = frozenset()

    def by_code(self, system: str, code: str) -> str | None:
        """The medication with this code, or None."""
        return self.codes.get((system, code))

    def by_exact_name(self, name: str) -> str | None:
        """The medication of just this name, strengths and salts aside, or None. Quick: nothing is guessed."""
        spellings = (plain(name), _bare(name))
        known = (names[one] for names in (self.names, self.local_names) for one in spellings if one in names)
        return next(known, None)

    def by_name(self, name: str) -> Match | None:
        """The medication that a name means, or None where it is not known or might mean two."""
        bare = _bare(name)
        for spelling in (plain(name), bare):
            if spelling in self.names:
                return Match(self.names[spelling], exact=True)
        guess = self._guess(name, bare)
        local = self.local_names.get(plain(name)) or self.local_names.get(bare)
        return Match(local, exact=True, local=True, otherwise=guess.id if guess else None) if local else guess

    def _guess(self, name: str, bare: str) -> Match | None:
        words = _words(name)
        # `potassium chloride` is a name, `potassium` alone might be any salt of it: two words at least.
        runs = (" ".join(words[:most]) for most in range(min(len(words), LONGEST_RUN), 1, -1))
        first = next((self.names[run] for run in (*runs, bare.split(" ", maxsplit=1)[0]) if run in self.names), None)
        return Match(first, exact=False) if first else self._nearest(bare)

    def _nearest(self, spelling: str) -> Match | None:
        if len(spelling) < SHORTEST_FORGIVEN:
            return None
        near = process.extract(
            spelling,
            self.names.keys(),
            scorer=DamerauLevenshtein.normalized_similarity,
            score_cutoff=LIKE_ENOUGH - LEAD,
            limit=10,
        )
        if not near or near[0][1] < LIKE_ENOUGH:
            return None
        best = self.names[near[0][0]]
        rival = max((score for word, score, _ in near if self.names[word] != best), default=0.0)
        return Match(best, exact=False) if near[0][1] - rival >= LEAD else None


def build_formulary(knowledge: Knowledge) -> Formulary:
    """The formulary of a knowledge."""
    names: dict[str, str] = {}
    local: dict[str, str] = {}
    own = knowledge.overlay.names if knowledge.overlay else frozenset()
    for medication in knowledge.medications.values():
        for name in _names(medication):
            (local if name in own else names).setdefault(plain(name), medication.id)
    codes = {
        (system, code): medication.id
        for medication in knowledge.medications.values()
        for system, values in medication.codes.items()
        for code in values
    }
    return Formulary(names, codes, local, knowledge.overlay.codes if knowledge.overlay else frozenset())


def _names(medication: Medication) -> Iterable[str]:
    brands = (brand for region in medication.brands.values() for brand in region)
    return (medication.id, medication.label, *medication.synonyms, *brands)


def _words(name: str) -> list[str]:
    return plain(_STRENGTH.sub(" ", name.casefold())).split()


def _bare(name: str) -> str:
    words = _words(name)
    kept = [word for word in words if word not in _SALTS]
    return " ".join(kept or words)

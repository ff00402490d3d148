"""Book: a knowledge with its margins and, worked out when first asked for, what refers to what."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from typing import Any, NamedTuple

from service.doors.book.certificates import all_certificates
from service.doors.book.kinds import KINDS
from service.engine.knowledge import Certificate, Requirement, Suggestion, Weight
from service.engine.overlay import LocalChange
from service.engine.pack import Knowledge

# kind as `Knowledge` names it -> id -> word -> value: what the loader keeps for readers alone.
Margins = Mapping[str, Mapping[str, Mapping[str, Any]]]


class Ref(NamedTuple):
    """An entry by where it stands and what it is called."""

    kind: str
    id: str
    label: str


class Asked(NamedTuple):
    """A rule's wish for a test."""

    rule: Ref
    suggestion: Suggestion


class Book:
    """What the pages are made from. Nothing is worked out before the first page that needs it."""

    def __init__(self, knowledge: Knowledge, margins: Margins | None = None) -> None:
        """Margins may be missing, as for knowledge that came from no file; the pages then leave out what they hold."""
        self.knowledge = knowledge
        self.margins = margins or {}

    def ref(self, kind: str, name: str) -> Ref:
        """An entry of a kind (as in addresses). KeyError where there is none."""
        entry = KINDS[kind].entries(self.knowledge)[name]
        return Ref(kind, name, getattr(entry, "label", None) or entry.title)

    def refs(self, kind: str, names: Iterable[str]) -> list[Ref]:
        """Entries of one kind, in the order of their labels."""
        return sorted((self.ref(kind, name) for name in names), key=lambda ref: (ref.label.casefold(), ref.id))

    def margin(self, kind: str, name: str) -> Mapping[str, Any]:
        """What stands on a rule for its readers."""
        return self.margins.get(KINDS[kind].held, {}).get(name, {})

    def local(self, kind: str, name: str) -> list[LocalChange]:
        """What a site's overlay changed in an entry."""
        changes = self.knowledge.overlay.changes if self.knowledge.overlay else ()
        return [change for change in changes if (change.kind, change.id) == (kind, name)]

    @cached_property
    def children(self) -> Mapping[str, list[str]]:
        """Finding -> the findings directly below it."""
        return _gathered((p, f.id) for f in self.knowledge.findings.values() for p in f.parents)

    @cached_property
    def weights_of(self) -> Mapping[str, list[tuple[str, Weight]]]:
        """Finding -> (condition, weight) wherever a card gives it one."""
        cards = self.knowledge.conditions.values()
        return _gathered((name, (card.id, weight)) for card in cards for name, weight in card.weights.items())

    @cached_property
    def requirements_of(self) -> Mapping[str, list[tuple[str, Requirement]]]:
        """Finding -> (condition, requirement) wherever a reassuring label needs it."""
        cards = self.knowledge.conditions.values()
        return _gathered((need.finding, (card.id, need)) for card in cards for need in card.earned_when)

    @cached_property
    def combinations_of(self) -> Mapping[str, list[str]]:
        """Finding -> the conditions that read it in a combination."""
        cards = self.knowledge.conditions.values()
        return _gathered(
            (f, card.id) for card in cards for f in {f for c in card.combinations for f in c.when.findings()}
        )

    @cached_property
    def flags_of(self) -> Mapping[str, list[str]]:
        """Finding -> the red flags that name it."""
        return _gathered((f, flag.id) for flag in self.knowledge.red_flags.values() for f in flag.reads)

    @cached_property
    def screens_of(self) -> Mapping[str, list[str]]:
        """Finding -> the screens that name it."""
        return _gathered((f, screen.id) for screen in self.knowledge.screens.values() for f in screen.absent)

    @cached_property
    def settled_by(self) -> Mapping[str, list[str]]:
        """Finding -> the tests whose result makes it known."""
        return _gathered((f, test.id) for test in self.knowledge.tests.values() for f in test.settles)

    @cached_property
    def asked_by(self) -> Mapping[str, list[Asked]]:
        """Test -> the rules that ask for it."""
        return _gathered(self._wishes())

    @cached_property
    def certificates(self) -> Mapping[str, Mapping[str, list[Certificate]]]:
        """Kind -> id -> every birth certificate of the entry."""
        return {kind: dict(all_certificates(self.knowledge, kind)) for kind in KINDS}

    def _wishes(self) -> Iterator[tuple[str, Asked]]:
        for kind in ("conditions", "red-flags"):
            for rule in KINDS[kind].entries(self.knowledge).values():
                for wish in rule.workup:
                    yield wish.test, Asked(Ref(kind, rule.id, rule.label), wish)


def _gathered(pairs: Iterable[tuple[str, Any]]) -> dict[str, list[Any]]:
    """Values by key, in the order in which they come; a missing key is an empty list."""
    found: defaultdict[str, list[Any]] = defaultdict(list)
    for key, value in pairs:
        found[key].append(value)
    return found

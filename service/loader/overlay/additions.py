"""Additions: conditions, findings and medicines of a site's own, held to what takes nothing from the pack's rules.

What a history says of the pack's own findings must stay the same, or a red flag could fall silent. So an addition that
histories of the pack could already set off (by a field, or by a code that was passed over until now) stands alone.
"""

from collections.abc import Iterator

from service.loader.fault import Fault
from service.loader.files import Entry, RuleFile, entries
from service.loader.overlay.changes import SAID
from service.loader.overlay.draft import NOUNS, Draft
from service.loader.overlay.names import plain, taken_names

# Kinds of rule that an overlay may add. Sources are papers, not rules: nobody has to answer for them.
ADDED = ("conditions", "findings", "medications", "red_flags")
# What is past or met with is never compared between two visits, names no movement and is no complaint.
ALONE_KINDS = ("history", "exposure")
# Fields of lists, in which a word that nobody knew meant nothing.
ALONE_FIELDS = ("triggers", "relievers", "history.", "exposures.", "medications.")


def check_additions(local: list[RuleFile], draft: Draft, announced: set[tuple[str, str]]) -> Iterator[Fault]:
    """Every fault of the entries that an overlay adds. `announced`: (kind, id) of those that changes.yaml names."""
    for kind in ADDED:
        for entry in entries(local, kind):
            name = entry.data["id"]
            if (kind, name) not in announced:
                remedy = f"Add a change: add with kind {NOUNS[kind]} and this id, and who answers for it."
                yield entry.fault(("id",), f"changes.yaml does not say why {name} is added.", remedy)
            yield from taken_names(entry, draft, kind)
            yield from _CHECKS[kind](entry, draft)


def check_announced(change: Entry, local: list[RuleFile]) -> Iterator[Fault]:
    """An addition that changes.yaml names must be there."""
    kind, name = SAID[change.data["kind"]], change.data["id"]
    if name not in {entry.data["id"] for entry in entries(local, kind)}:
        message = f"The overlay adds no {change.data['kind']} with the id {name}."
        yield change.fault(("id",), message, f"Add it under {kind}/, or remove the change.")


def _condition(entry: Entry, _: Draft) -> Iterator[Fault]:
    if entry.data["benign"]:
        message = "An overlay adds no reassuring condition: what ends in self-care is for the pack to say."
        yield entry.fault(("benign",), message, "Make it false, or propose the card for the pack.")


def _finding(entry: Entry, draft: Draft) -> Iterator[Fault]:
    data = entry.data
    if "hpo" in data["codes"]:
        message = "An HPO term that the pack reads as a broader finding would lose that meaning."
        yield entry.fault(("codes", "hpo"), message, "Leave HPO codes to the pack.")
    if data["kind"] == "movement" or data.get("lay"):
        yield entry.fault(("kind",), "Kinds of movement are for the pack to name.", "Choose another kind.")
    if data["codes"] or "from" in data:
        yield from _standing_alone(entry, draft)


def _standing_alone(entry: Entry, draft: Draft) -> Iterator[Fault]:
    data = entry.data
    remedy = "Leave it out, or leave out `from` and the codes so that it is only ever stated by name."
    for key in ("parents", "group"):
        inherited = [data[key]] if key == "group" and key in data else data.get(key, ())
        if key in data and (key == "group" or any(draft.find("findings", one) for one in inherited)):
            message = "A finding that histories can set off by themselves may not speak for findings of the pack."
            yield entry.fault((key,), message, remedy)
    if data["kind"] not in ALONE_KINDS:
        message = "A finding with `from` or codes must be a matter of history or exposure."
        yield entry.fault(("kind",), message, remedy)
    for place, rule in enumerate(data.get("from", ())):
        if not rule["field"].startswith(ALONE_FIELDS):
            message = f"{rule['field']} is for the pack to read."
            yield entry.fault(("from", place, "field"), message, f"Use one of: {', '.join(ALONE_FIELDS)}")
        for word in (*rule.get("one_of", ()), *rule.get("and_one_of", ())):
            meant = _words(draft).get(plain(word), word)
            if meant != word:
                yield entry.fault(
                    ("from", place), f"The pack knows {word!r} as {meant}.", "Write it so, or choose another."
                )


def _words(draft: Draft) -> dict[str, str]:
    """Every word of a history's lists that the pack understands, and the one that it stands for."""
    rules = [rule for one in entries(draft.files, "findings") for rule in one.data.get("from", ())]
    synonyms = {plain(s): one.data["word"] for one in entries(draft.files, "words") for s in one.data["synonyms"]}
    return {**synonyms, **{plain(word): word for rule in rules for word in rule.get("one_of", ())}}


def _medication(entry: Entry, draft: Draft) -> Iterator[Fault]:
    taken = {
        (system, code): one.data["id"]
        for one in entries(draft.files, "medications")
        for system, codes in one.data["codes"].items()
        for code in codes
    }
    for system, codes in entry.data["codes"].items():
        for code in codes:
            if (system, code) in taken:
                message = f"The pack knows {system} {code} as {taken[system, code]}."
                yield entry.fault(("codes", system), message, "Keep the code with the medicine that it means.")


def _red_flag(_entry: Entry, _draft: Draft) -> Iterator[Fault]:
    """A red flag only ever raises, so a site may add any that has its shape and its cases."""
    yield from ()


_CHECKS = {"red_flags": _red_flag, "conditions": _condition, "findings": _finding, "medications": _medication}

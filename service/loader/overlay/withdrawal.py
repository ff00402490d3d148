"""Withdrawal: a rule of the pack that a site switches off, with its reason. Never a rule for safety without another.

A withdrawn rule keeps its place in the draft, marked, so that the compiled knowledge can still say where it would have
spoken. Of a medicine only what it does to muscle is withdrawn: its name and classes are still understood.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from service.engine.terms import Level
from service.loader.fault import Fault
from service.loader.files import Entry, RuleFile, entries
from service.loader.overlay.changes import Outcome, kind_of
from service.loader.overlay.draft import Draft
from service.loader.overlay.safety import Safety
from service.loader.predicate import named_findings

Data = Mapping[str, Any]

MARK = "withdrawn"
# What is withdrawn in part still has its page.
IN_PART = frozenset({"combination", "medication"})


def is_withdrawal(change: Entry) -> bool:
    """Whether a change switches a rule off."""
    return bool(change.data["change"] == "withdraw")


def check_withdrawals(asked: list[Entry], draft: Draft, local: list[RuleFile]) -> Iterator[Fault]:
    """Faults that show only when all changes are read together."""
    gone = {(kind_of(one.data), one.data["id"]): one for one in asked if _whole(one)}
    for change in (one for one in asked if not _whole(one)):
        kind, name = kind_of(change.data), change.data["id"]
        if (kind, name) in gone and change.data["change"] != "add":
            yield change.fault(("id",), f"{name} is withdrawn, so this changes nothing.", "Keep one of the two.")
    served = _served(entries(draft.files, "conditions")) | _served(entries(local, "conditions"))
    if served and not served - {name for kind, name in gone if kind == "conditions"}:
        last = [one for (kind, _), one in gone.items() if kind == "conditions"][-1]
        yield last.fault(("id",), "No condition would be left.", "Keep one, or add one of the site's own.")


def lay_withdrawal(change: Entry, draft: Draft, safety: Safety, local: list[RuleFile], asked: list[Entry]) -> Outcome:
    """Mark one rule as withdrawn. What that means in words, or every fault in it."""
    said, kind = change.data, kind_of(change.data)
    rule = draft.find(kind, said["id"])
    if rule is None:
        return [draft.unknown(change, "id", kind, said["id"])]
    faults = [*_nothing_to_withdraw(change, rule), *_unreplaced(change, rule, draft, safety, local, asked)]
    if faults:
        return faults
    draft.replace(kind, said["id"], _marked(rule, said))
    return _in_words(said, draft, local)


def without_tests(files: list[RuleFile]) -> list[RuleFile]:
    """The files without the tests that are marked as withdrawn, and without any wish for one."""
    gone = {entry.data["id"] for entry in entries(files, "workup") if entry.data.get(MARK)}
    return [_stripped(file, gone) for file in files] if gone else files


def _stripped(file: RuleFile, gone: set[str]) -> RuleFile:
    data = file.document.data
    if file.kind == "workup":
        data = {**data, "tests": [one for one in data["tests"] if one["id"] not in gone]}
    elif file.kind == "conditions":
        data = _asking_less(data, gone)
    elif file.kind == "red_flags":
        data = {**data, "red_flags": [_asking_less(one, gone) for one in data["red_flags"]]}
    elif file.kind == "movements":
        tests = [name for name in data["settled_by"].get("tests", ()) if name not in gone]
        data = {**data, "settled_by": {**data["settled_by"], "tests": tests}}
    return replace(file, document=replace(file.document, data=data))


def _asking_less(rule: Data, gone: set[str]) -> Data:
    return {**rule, "workup": [one for one in rule.get("workup", ()) if one["test"] not in gone]}


def _marked(rule: Data, said: Data) -> dict[str, Any]:
    if said["kind"] == "combination":
        kept = [one for one in rule["combinations"] if one["id"] != said["combination"]]
        return {**rule, "combinations": kept}
    return {**rule, MARK: True}


def _in_words(said: Data, draft: Draft, local: list[RuleFile]) -> str:
    if said["kind"] == "combination":
        return f"Withdrawn: its combination {said['combination']} adds nothing here."
    if said["kind"] == "medication":
        return "Withdrawn: what it does to muscle counts for no cause here; red flags still hear of it."
    if "replacement" not in said:
        return "Withdrawn: it has no place in answers here."
    other = _rule(kind_of(said), said["replacement"], draft, local) or {}
    return f"Withdrawn; in its place stands {other['label']}."


def _nothing_to_withdraw(change: Entry, rule: Data) -> Iterator[Fault]:
    said = change.data
    if said["kind"] == "condition" and rule["status"] != "in_use":
        yield change.fault(("id",), f"{said['id']} is not in use.", "Remove the change.")
    if said["kind"] == "medication" and not rule["effects"]:
        yield change.fault(("id",), f"{said['id']} has no effects to withdraw.", "Remove the change.")
    if said["kind"] == "combination":
        known = [one["id"] for one in rule.get("combinations", ())]
        if said["combination"] not in known:
            remedy = f"Name one of: {', '.join(known)}." if known else "Remove the change."
            yield change.fault(("combination",), f"{said['id']} has no such combination.", remedy)


def _unreplaced(
    change: Entry, rule: Data, draft: Draft, safety: Safety, local: list[RuleFile], asked: list[Entry]
) -> Iterator[Fault]:
    """A red flag, and a condition that must not be missed, goes only where another of no lower level stands for it."""
    said, kind = change.data, kind_of(change.data)
    grave = said["kind"] == "condition" and rule["must_not_miss"]
    if "replacement" not in said:
        if grave or said["kind"] == "red_flag":
            message = "It guards against missing a danger, so it may not go without a replacement."
            yield change.fault((), message, "Name the replacement, of the pack or of the overlay's own.")
        return
    other = _rule(kind, said["replacement"], draft, local)
    leaving = {one.data["id"] for one in asked if is_withdrawal(one) and kind_of(one.data) == kind}
    if other is None:
        yield draft.unknown(change, "replacement", kind, said["replacement"])
    elif said["replacement"] in leaving:
        yield change.fault(("replacement",), "The replacement is withdrawn itself.", "Name one that stays.")
    elif _level(other, kind) < _level(rule, kind):
        message = f"The replacement asks for less: {_level(other, kind).word}, not {_level(rule, kind).word}."
        yield change.fault(("replacement",), message, "Name one of the same level or above.")
    elif grave and not (other["must_not_miss"] and other["status"] == "in_use"):
        yield change.fault(("replacement",), "The replacement is not one that must not be missed.", "Name another.")
    elif kind == "red_flags" and not _hears(rule, safety) & _hears(other, safety):
        message = "The replacement hears nothing of what the withdrawn red flag hears."
        yield change.fault(("replacement",), message, "Name one that speaks of the same danger.")


def _hears(flag: Data, safety: Safety) -> set[str]:
    """The findings that a flag asks about, with what implies them and what they imply as far as the pack knows."""
    named = {name for name, _ in named_findings(flag["when"], ())}
    return named.union(*(safety.line(name) for name in named if name in safety.ontology.ancestors))


def _level(rule: Data, kind: str) -> Level:
    return Level.of(rule["level"] if kind == "red_flags" else rule["referral"]["level"])


def _rule(kind: str, name: str, draft: Draft, local: list[RuleFile]) -> Data | None:
    """A rule of the pack or of the overlay's own."""
    added = (entry.data for entry in entries(local, kind) if entry.data["id"] == name) if kind != "workup" else ()
    return draft.find(kind, name) or next(iter(added), None)


def _whole(change: Entry) -> bool:
    return is_withdrawal(change) and change.data["kind"] not in IN_PART


def _served(cards: Iterable[Entry]) -> set[str]:
    return {card.data["id"] for card in cards if card.data["status"] == "in_use"}

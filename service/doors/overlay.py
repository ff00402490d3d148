"""What a site's overlay changed: all of it, or what touched one answer."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from service.doors.certify import Json
from service.doors.faults import Note
from service.doors.lexicon import plain
from service.doors.links import page_of
from service.engine.assess import Assessment
from service.engine.explain import Explanation
from service.engine.history import History
from service.engine.interpret import interpret
from service.engine.knowledge import Test
from service.engine.overlay import LocalChange
from service.engine.pack import Knowledge

# Kinds of rule that have no page of their own.
_PAGELESS = frozenset({"services"})

WITHDRAW = "withdraw"
# The code of the note that a withdrawn red flag would have spoken.
WITHDRAWN = "red_flag_withdrawn"
# Kinds of which a withdrawn rule touches every answer.
_EVERYWHERE = frozenset({"conditions", "tests"})

Rule = tuple[str, str]


def report_overlay(knowledge: Knowledge) -> Json | None:
    """The overlay with every change and its reason; None where the pack stands alone."""
    overlay = knowledge.overlay
    if overlay is None:
        return None
    told = {key: getattr(overlay, key) for key in ("id", "site", "version", "date", "because", "sha256")}
    return {**told, "changes": [report_change(change) for change in overlay.changes]}


def report_change(change: LocalChange) -> Json:
    """One change."""
    return {
        "change": change.change,
        "kind": change.kind,
        "id": change.id,
        "label": change.label,
        "page": None if change.gone or change.kind in _PAGELESS else page_of(change.kind, change.id),
        "what": change.what,
        "because": change.because,
        "by": change.by,
        "date": change.date,
    }


def withdrawals(knowledge: Knowledge) -> list[LocalChange]:
    """What a site has switched off."""
    changes = knowledge.overlay.changes if knowledge.overlay else ()
    return [change for change in changes if change.change == WITHDRAW]


def withdrawals_in(body: Mapping[str, Any]) -> list[Json]:
    """Of an answer's local changes, the rules that the site has switched off."""
    return [one for one in body["local_changes"] if one["change"] == WITHDRAW]


def silenced_in(body: Mapping[str, Any]) -> list[Json]:
    """Of those, the red flags that would have spoken, as the notes of the answer say."""
    told = [note["detail"] for note in body["input_notes"] if note["code"] == WITHDRAWN]
    return [one for one in withdrawals_in(body) if any(text.startswith(_named(one["label"])) for text in told)]


def _named(label: str) -> str:
    return f"The red flag {label} would ask for"


def change_sentence(change: Json) -> str:
    """A local change in words: what, why, who, when."""
    return f"{change['label']}: {change['what']} {change['because']} {change['by']}, {change['date']}."


def withdrawn(knowledge: Knowledge, condition: str) -> str | None:
    """Why a condition of this id or label has no place here; None where the site has withdrawn none such."""
    for one in withdrawals(knowledge):
        if one.gone and one.kind == "conditions" and plain(condition) in (plain(one.id), plain(one.label)):
            return f"This site has withdrawn {one.label}: {one.because} {one.by}, {one.date}. {one.what}"
    return None


def withdrawn_notes(knowledge: Knowledge, statuses: Mapping[str, bool]) -> list[Note]:
    """For each withdrawn red flag that would have spoken here: that it would, for what level, and why it does not."""
    gone = {change.id: change for change in withdrawals(knowledge) if change.kind == "red-flags"}
    return [
        Note(
            "",
            WITHDRAWN,
            f"{_named(flag.label)} {flag.level.word.replace('_', ' ')} here. This site has withdrawn it: "
            f"{gone[name].because} {gone[name].by}, {gone[name].date}.",
        )
        for name, flag in knowledge.withdrawn.red_flags.items()
        if flag.when.holds(statuses)
    ]


def report_changes(knowledge: Knowledge, history: History, assessment: Assessment) -> list[Json]:
    """The overlay's changes that touched an answer, in the overlay's order."""
    return _changes(knowledge, lambda: _rules_of(knowledge, history, assessment))


def explained_changes(knowledge: Knowledge, history: History, explanation: Explanation) -> list[Json]:
    """The overlay's changes that touched an explanation, in the overlay's order."""
    return _changes(knowledge, lambda: _rules_explained(knowledge, history, explanation))


def _changes(knowledge: Knowledge, rules: Callable[[], Iterable[Rule]]) -> list[Json]:
    """The overlay's changes of some rules; which they are is only asked where there is an overlay."""
    if knowledge.overlay is None:
        return []
    touched = set(rules())
    return [report_change(change) for change in knowledge.overlay.changes if (change.kind, change.id) in touched]


def _rules_of(knowledge: Knowledge, history: History, assessment: Assessment) -> Iterator[Rule]:
    """Every rule that an answer shows: conditions, red flags, tests, services, medicines, findings that are known."""
    yield from _underlying(knowledge, history, assessment.evidence.statuses)
    yield from (("conditions", entry.condition) for entry in (*assessment.differential, *assessment.must_not_miss))
    yield from (("red-flags", fired.flag.id) for fired in assessment.triage.red_flags)
    yield from (("tests", suggested.test) for suggested in assessment.workup)
    yield from (("services", fired.flag.to) for fired in assessment.triage.red_flags)
    yield "services", assessment.triage.to


def _rules_explained(knowledge: Knowledge, history: History, explanation: Explanation) -> Iterator[Rule]:
    """Every rule that an explanation shows or that its referral level rests on."""
    evidence, _ = interpret(knowledge, history)
    yield from _underlying(knowledge, history, evidence.statuses)
    yield from (("red-flags", name) for name in (*knowledge.flags.fired(evidence), *evidence.held))
    named = (explanation.leader, explanation.entry and explanation.entry.condition)
    yield from (("conditions", name) for name in (*named, *(change.leader for change in explanation.changes)) if name)


def _underlying(knowledge: Knowledge, history: History, statuses: Mapping[str, bool]) -> Iterator[Rule]:
    """What any answer rests on: medicines, known findings, and every withdrawn rule that could have had a part.

    A withdrawn condition or test could in any answer, as shares and work-up hang on all of them; a red flag unless the
    evidence rules it out.
    """
    yield from ((one.kind, one.id) for one in withdrawals(knowledge) if one.kind in _EVERYWHERE)
    flags = knowledge.withdrawn.red_flags.items()
    yield from (("red-flags", name) for name, flag in flags if flag.when.holds(statuses) is not False)
    yield from (("medications", use.id) for use in history.medications)
    yield from (("findings", name) for name in statuses)


def availability(test: Test) -> Json:
    """Whether a test can be had here, and what to do instead."""
    return {"available": test.elsewhere is None, "instead": elsewhere(test.elsewhere)}


def elsewhere(ask: str | None) -> str | None:
    """What to do instead of a test that is not available here."""
    return None if ask is None else f"Not available here; ask {ask}."

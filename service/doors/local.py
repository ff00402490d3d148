"""What a site's overlay changed: all of it, or what touched one answer."""

from collections.abc import Iterable

from service.doors.certify import Json
from service.doors.faults import Note
from service.doors.lexicon import plain
from service.doors.links import page_of
from service.engine.assess import Assessment
from service.engine.history import History
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


def withdrawn(knowledge: Knowledge, condition: str) -> str | None:
    """Why a condition of this id or label has no place here; None where the site has withdrawn none such."""
    for one in withdrawals(knowledge):
        if one.gone and one.kind == "conditions" and plain(condition) in (plain(one.id), plain(one.label)):
            return f"This site has withdrawn {one.label}: {one.because} {one.by}, {one.date}. {one.what}"
    return None


def withdrawn_notes(knowledge: Knowledge, assessment: Assessment) -> list[Note]:
    """For each withdrawn red flag that would have spoken here: that it would, for what level, and why it does not."""
    gone = {change.id: change for change in withdrawals(knowledge) if change.kind == "red-flags"}
    return [
        Note(
            "",
            WITHDRAWN,
            f"The red flag {flag.label} would ask for {flag.level.word.replace('_', ' ')} here. This site has "
            f"withdrawn it: {gone[name].because} {gone[name].by}, {gone[name].date}.",
        )
        for name, flag in knowledge.withdrawn.red_flags.items()
        if flag.when.holds(assessment.evidence.statuses)
    ]


def changes_touching(knowledge: Knowledge, rules: Iterable[Rule]) -> list[Json]:
    """The overlay's changes of any of these rules (kind and id as in paths), in the overlay's order."""
    touched = set(rules)
    changes = knowledge.overlay.changes if knowledge.overlay else ()
    return [report_change(change) for change in changes if (change.kind, change.id) in touched]


def rules_of(knowledge: Knowledge, history: History, assessment: Assessment) -> Iterable[Rule]:
    """Every rule that an answer shows: conditions, red flags, tests, services, medicines, findings that are known.

    And every withdrawn one that could have had a part in it: a condition or test in any answer, as shares and work-up
    hang on all of them; a red flag unless the evidence rules it out.
    """
    yield from ((one.kind, one.id) for one in withdrawals(knowledge) if one.kind in _EVERYWHERE)
    statuses = assessment.evidence.statuses
    flags = knowledge.withdrawn.red_flags.items()
    yield from (("red-flags", name) for name, flag in flags if flag.when.holds(statuses) is not False)
    yield from (("conditions", entry.condition) for entry in (*assessment.differential, *assessment.must_not_miss))
    yield from (("red-flags", fired.flag.id) for fired in assessment.triage.red_flags)
    yield from (("tests", suggested.test) for suggested in assessment.workup)
    yield from (("services", fired.flag.to) for fired in assessment.triage.red_flags)
    yield "services", assessment.triage.to
    yield from (("medications", use.id) for use in history.medications)
    yield from (("findings", name) for name in assessment.evidence.statuses)


def availability(test: Test) -> Json:
    """Whether a test can be had here, and what to do instead."""
    return {"available": test.elsewhere is None, "instead": elsewhere(test.elsewhere)}


def elsewhere(ask: str | None) -> str | None:
    """What to do instead of a test that is not available here."""
    return None if ask is None else f"Not available here; ask {ask}."

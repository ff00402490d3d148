"""The patient leaflet: short sentences, no jargon, never more certain and never more alarming than the answer is."""

import re
from collections.abc import Iterator

from service.doors.record.advice import CALM, COME_BACK, NEXT, SERVICES, THINK, UNSCOPED
from service.doors.record.case import Case
from service.doors.record.structure import Document, Section
from service.engine.assess import Entry
from service.engine.terms import Level

TITLE = "What we think and what to do next"
# Two pieces of advice are one from this share of common words on.
SAME_ADVICE = 0.85
# With less support than this one cause is as good as another, and none is named to a patient.
NAMED = ("strong", "moderate")


def leaflet(case: Case) -> Document:
    """The leaflet of a case."""
    sections = (
        Section(heading="What we think", sentences=tuple(_think(case))),
        Section(heading="What happens next", items=tuple(_next(case))),
        *_come_back(case),
        Section(heading="What not to worry about", sentences=CALM[case.level]),
    )
    emergency = case.level is Level.EMERGENCY
    return Document(
        kind="leaflet",
        title=TITLE,
        lead="Go to hospital now. Do not wait." if emergency else "",
        sections=sections,
        closing=(
            *((f"Date: {case.date}.",) if case.date else ()),
            "A doctor or nurse must check this page first. Checked by ___",
            f"Knowledge {case.knowledge.version}.",
        ),
    )


def _think(case: Case) -> Iterator[str]:
    if case.leader is None:
        yield from UNSCOPED
        return
    before, after = THINK[case.level]
    yield from before
    plain = case.condition(case.leader).plain
    if plain and _may_name(case, case.leader):
        yield from after
        yield plain


def _may_name(case: Case, leader: Entry) -> bool:
    """Whether a cause may be told: likely enough, and what reassures only once it is earned."""
    earned = any(reason.kind == "leading_benign" for reason in case.assessment.triage.reasons)
    return leader.support in NAMED and (earned or not case.condition(leader).benign)


def _next(case: Case) -> Iterator[str]:
    service = SERVICES.get(case.assessment.triage.to, case.service)
    yield from (text.replace("{service}", service).replace("{within}", case.within) for text in NEXT[case.level])
    if case.level in (Level.URGENT, Level.ROUTINE, Level.PRIMARY_CARE) and case.assessment.workup:
        yield "You may have some tests first."
    if case.document.get("medications"):
        yield "Do not stop a medicine unless a doctor or nurse tells you to."


def _come_back(case: Case) -> Iterator[Section]:
    for when, heading in COME_BACK:
        texts = tuple(_once([item.text for item in case.assessment.safety_net if item.when == when]))
        if texts and (case.level < Level.EMERGENCY or when != "routine"):
            yield Section(heading=heading, items=texts)


def _once(texts: list[str]) -> Iterator[str]:
    """Each advice once: one whose words nearly all stand in an earlier one says nothing new to a patient."""
    told: list[frozenset[str]] = []
    for text in texts:
        words = frozenset(re.findall(r"[a-z]+", text.lower()))
        if all(len(words & earlier) < SAME_ADVICE * len(words) for earlier in told):
            told.append(words)
            yield text

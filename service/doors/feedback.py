"""Feedback on an answer -> what is recorded of it, or every fault. Only ids that the knowledge has get through."""

from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from typing import Any

from schemas.feedback import FeedbackSchema
from service.doors.faults import Fault
from service.doors.intake import schema_faults
from service.engine.pack import Knowledge
from service.engine.terms import Level

Json = Any
_SCHEMA = FeedbackSchema()


def feedback_faults(knowledge: Knowledge, document: Json) -> list[Fault]:
    """Every fault of a feedback document."""
    return [*schema_faults(_SCHEMA, document), *_unknown_id(knowledge, document)]


def read_feedback(document: Json) -> dict[str, str]:
    """The fields of the event, of a document without faults."""
    about = document["about"]
    told = {
        "assessment": document["assessment"],
        "intervention": f"{about['kind']}/{about['id']}",
        "action": document["outcome"],
        "role": document["user_role"],
        "location": document["location"],
    }
    return told | ({"reason": document["reason"]} if "reason" in document else {})


def _unknown_id(knowledge: Knowledge, document: Json) -> Iterator[Fault]:
    about = document.get("about") if isinstance(document, dict) else None
    if not isinstance(about, dict) or not isinstance(about.get("id"), str):
        return
    known = _ids(knowledge).get(str(about.get("kind")))
    if known is not None and about["id"] not in known:
        near = get_close_matches(about["id"], known, 3)
        remedy = f"Did you mean {' or '.join(near)}?" if near else "Send the id that the answer gave."
        yield Fault("/about/id", "unknown_name", f"There is no rule of this kind with this id. {remedy}")


def _ids(knowledge: Knowledge) -> Mapping[str, Mapping[str, Any]]:
    return {
        "referral": {level.word: level for level in Level},
        "condition": knowledge.conditions,
        "red_flag": {**knowledge.red_flags, **knowledge.withdrawn.red_flags},
        "test": knowledge.tests,
    }

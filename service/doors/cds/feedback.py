"""What became of cards: checked, and made into what may be told of it. No free text, no names, nothing kept."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from schemas.cds import CdsFeedbackSchema
from schemas.cds_overrides import OVERRIDE_REASONS
from service.doors.cds.desk import Desk
from service.doors.cds.request import CallError
from service.doors.fhir.canonical import own
from service.doors.intake import schema_faults

_FEEDBACK = CdsFeedbackSchema()
OTHER = "other"


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What became of one card: its uuid and topic, and the topics of the suggestions taken up.

    `card` and `intervention` are None for a uuid that this service did not give out; such a text is repeated nowhere.
    `reason` is of our own list, or `other`. `role` and `location`: who and where, if the client's extension told it.
    """

    card: str | None
    intervention: str | None
    action: str
    reason: str | None
    accepted: tuple[str, ...]
    role: str | None
    location: str | None


def read_feedback(desk: Desk, document: Any) -> list[Outcome]:
    """Every outcome in a document. Raises CallError with every fault."""
    faults = list(schema_faults(_FEEDBACK, document))
    if faults:
        raise CallError(faults)
    told = _FEEDBACK.load(document)
    return [_outcome(desk, entry, {**_user(told), **_user(entry)}) for entry in told["feedback"]]


def _user(told: Mapping[str, Any]) -> Mapping[str, str]:
    found: Mapping[str, str] = (told.get("extension") or {}).get("user") or {}
    return found


def _outcome(desk: Desk, entry: Mapping[str, Any], user: Mapping[str, str]) -> Outcome:
    topic = desk.topics.of(entry["card"])
    override = entry.get("overrideReason") if entry["outcome"] == "overridden" else None
    return Outcome(
        card=entry["card"].lower() if topic else None,
        intervention=topic,
        action=entry["outcome"],
        reason=_reason((override or {}).get("reason")),
        accepted=tuple(_accepted(desk, entry)) if entry["outcome"] == "accepted" else (),
        role=user.get("user_role"),
        location=user.get("location"),
    )


def _reason(coding: Mapping[str, Any] | None) -> str | None:
    if not coding:
        return None
    ours = coding.get("system") in (None, own("override-reasons"))
    return coding["code"] if ours and coding["code"] in OVERRIDE_REASONS else OTHER


def _accepted(desk: Desk, entry: Mapping[str, Any]) -> Iterator[str]:
    topics = (desk.topics.of(suggestion["id"]) for suggestion in entry.get("acceptedSuggestions") or ())
    yield from dict.fromkeys(topic for topic in topics if topic)

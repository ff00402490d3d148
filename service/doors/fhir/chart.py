"""Resources of a record -> a history as IntakeSchema takes it, with what was left out and where each part came from."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from service.doors.faults import InvalidHistoryError, Note
from service.doors.fhir.dates import age_years
from service.doors.fhir.draft import Draft
from service.doors.fhir.drugs import KINDS, read_medicines
from service.doors.fhir.labs import read_observations
from service.doors.fhir.problems import read_family, read_problems
from service.doors.fhir.resources import Json, Pile, Placed, unpack, word
from service.doors.fhir.subjects import is_superseded, of_one_patient
from service.doors.fhir.usable import usable
from service.doors.intake import Reading, Reception, read_history
from service.doors.places import place_of
from service.engine.evidence import Contradiction, ContradictionError
from service.engine.history import History
from service.engine.interpret import check_agreement
from service.engine.terms import Status

READ = ("Patient", "Condition", "FamilyMemberHistory", "Observation", "Medication", "QuestionnaireResponse", *KINDS)
SEXES = ("male", "female")


@dataclass(frozen=True, slots=True)
class Chart:
    """A record as a history. `document` has its shape, and faults only where it says nothing that moves.

    `notes`: what was left out or read otherwise, each with the pointer of its resource among those given; none holds a
    value. `origins`: pointer into the document -> the resource that it came from; `sources`: the same as `Type/id`.
    `reading`: the document as read, where that was done to see that it agrees with itself.
    """

    document: Mapping[str, Any]
    notes: tuple[Note, ...]
    patient_reference: str | None
    origins: Mapping[str, Placed]
    reading: Reading | None = None

    @property
    def sources(self) -> dict[str, str]:
        """Pointer into the document -> `Type/id` of the resource that it came from."""
        return {pointer: one.reference for pointer, one in self.origins.items()}


def read_chart(reception: Reception, resources: Sequence[Json], today: date) -> Chart:
    """The history in a list of resources, Bundles and nulls. Raises nothing, whatever is in the list.

    Ages and times are counted to `today`.
    """
    return chart_of(reception, of_one_patient(unpack(resources)), today)


def chart_of(reception: Reception, pile: Pile, today: date) -> Chart:
    """The same from resources already unpacked."""
    draft, patient = _drafted(reception, pile, today)
    reading = _without_contradictions(draft)
    return Chart(draft.document(), tuple(draft.notes), patient, draft.origin(), reading)


def glance(reception: Reception, resources: Sequence[Json], today: date) -> Mapping[str, Any]:
    """The findings that `read_chart` would read, even where the record contradicts itself: quicker, to look for one."""
    pile = usable(of_one_patient(unpack(resources)))
    draft = Draft(reception=reception, pile=pile, today=today)
    read_problems(draft)
    read_observations(draft)
    return draft.document()


def _drafted(reception: Reception, pile: Pile, today: date) -> tuple[Draft, str | None]:
    """All that the resources say, and how the caller refers to the patient."""
    pile = usable(pile)
    draft = Draft(reception=reception, pile=pile, today=today, notes=list(pile.notes))
    patient = _read_patient(draft)
    read_problems(draft)
    read_family(draft)
    read_medicines(draft)
    read_observations(draft)
    _tell_unread(draft)
    return draft, patient


def _read_patient(draft: Draft) -> str | None:
    """Age and sex of the one patient, and how the caller refers to the patient."""
    patients = sorted(draft.pile.of("Patient"), key=lambda one: is_superseded(one.resource))
    for one in patients[:1]:
        age = age_years(one.resource.get("birthDate"), draft.today)
        if age is not None:
            draft.patient["age_years"] = age
        if word(one.resource, "gender") in SEXES:
            draft.patient["sex"] = word(one.resource, "gender")
        return one.reference if word(one.resource, "id") else None
    return _subject(draft.pile)


def _subject(pile: Pile) -> str | None:
    """The patient that the resources name, where they agree."""
    told = {_reference(one) for one in pile.resources} - {""}
    return told.pop() if len(told) == 1 else None


def _reference(one: Placed) -> str:
    subject = one.resource.get("subject") or one.resource.get("patient")
    reference = word(subject, "reference")
    return reference if "Patient/" in reference else ""


def _tell_unread(draft: Draft) -> None:
    """Name each type that is not read, once."""
    first = {one.kind: one for one in reversed(draft.pile.resources) if one.kind not in READ}
    for one in first.values():
        draft.note(one, "type_not_read", "Resources of this type are not read here.")


def _without_contradictions(draft: Draft) -> Reading | None:
    """Make the record agree with itself: a measured value beats a problem list, a statement beats a denial.

    A denial that is wrong could hide a danger; a problem list is seldom put right once a value is. Returns the record
    as read, where it had to be.
    """
    stated = draft.lists["associated_symptoms"]
    denies = any(item["status"] == Status.ABSENT.value for item in stated) or draft.lists["results"]
    while denies and stated:
        wrong, reading = _contradicted(draft)
        if not wrong:
            return reading
        text = "The record says otherwise elsewhere: a measured value counted first, then what states a finding."
        for place in sorted(wrong, reverse=True):
            draft.note(draft.origins["associated_symptoms"].pop(place), "record_contradicts_itself", text)
            del stated[place]
    return None


def _contradicted(draft: Draft) -> tuple[set[int], Reading | None]:
    """The places of findings that something else in the record contradicts and that give way; else it as read."""
    try:
        reading = read_history(draft.reception, draft.document())
        check_agreement(draft.reception.knowledge, reading.history)
    except ContradictionError as error:
        return {place for one in error.contradictions for place in _giving_way(reading.history, one)[:1]}, None
    except InvalidHistoryError:
        return set(), None
    return set(), reading


def _giving_way(history: History, one: Contradiction) -> list[int]:
    """The place of the denial where it is a stated finding, or else of the statement."""
    steps = (place_of(history, origin.pointer).split("/") for origin in (one.absent, one.present))
    return [int(step[2]) for step in steps if step[1] == "associated_symptoms"]

"""Assessments of plain statements, for the safety tests."""

import dataclasses
from collections.abc import Mapping

from service.engine.assess import Assessment, assess
from service.engine.evidence import ContradictionError
from service.engine.pack import Knowledge
from tests.support.histories import history


def answer(knowledge: Knowledge, said: Mapping[str, str], **more: object) -> Assessment | None:
    """The assessment of statements, or None where they contradict themselves."""
    try:
        return assess(knowledge, history(said, **more))
    except ContradictionError:
        return None


def stripped(given_answer: Assessment) -> Assessment:
    """An assessment without the places in the caller's document, which depend on the order of telling."""
    return dataclasses.replace(given_answer, evidence=dataclasses.replace(given_answer.evidence, origins={}))

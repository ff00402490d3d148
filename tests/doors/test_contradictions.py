"""A history that says both yes and no is refused, and the fault names both places in the caller's own document."""

import re
from collections.abc import Callable
from typing import Any

import pytest

from service.doors.faults import Fault
from tests.doors.documents import LEAST, resolve

Contradictions = Callable[..., list[Fault]]


def absent(finding: str) -> dict[str, Any]:
    return {"finding": finding, "status": "absent"}


# name -> (document, place of the yes, place of the no)
CASES: dict[str, tuple[dict[str, Any], str, str]] = {
    "stated twice": (
        {"associated_symptoms": [{"finding": "twitching"}, {"finding": "cramp"}, absent("cramp")]},
        "/associated_symptoms/1",
        "/associated_symptoms/2",
    ),
    "part without the whole": (
        {**LEAST, "associated_symptoms": [{"finding": "hand-weakness"}, absent("weakness")]},
        "/associated_symptoms/0",
        "/associated_symptoms/1",
    ),
    "several sites": (
        {"sites": [{"site": "calf"}, {"site": "hand"}], "associated_symptoms": [absent("several-sites")]},
        "/sites",
        "/associated_symptoms/0",
    ),
    "past illness": (
        {**LEAST, "history": {"past": ["diabetes"]}, "associated_symptoms": [absent("past-diabetes")]},
        "/history/past",
        "/associated_symptoms/0",
    ),
    "result": (
        {
            **LEAST,
            "results": [
                {"test": "ck", "value": 120, "unit": "U/L"},
                {"test": "magnesium", "value": 0.3, "unit": "mmol/L"},
            ],
            "associated_symptoms": [absent("low-magnesium")],
        },
        "/results/1",
        "/associated_symptoms/0",
    ),
    "number read as a word": (
        {**LEAST, "duration": {"seconds": 4000}, "associated_symptoms": [absent("episode-hours")]},
        "/duration",
        "/associated_symptoms/0",
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_both_places_are_named_and_can_be_found(name: str, contradictions: Contradictions) -> None:
    document, yes, no = CASES[name]
    (fault, *others) = contradictions(document)
    assert (fault.pointer, fault.code) == (yes, "contradiction")
    assert f"absent at {no}." in fault.detail
    for one in (fault, *others):
        for target in (one.pointer, *re.findall(r"absent at (\S+)\.", one.detail)):
            resolve(document, target)


@pytest.mark.parametrize("name", CASES)
def test_places_are_those_of_the_document_that_holds_the_history(name: str, contradictions: Contradictions) -> None:
    document, yes, no = CASES[name]
    fault = contradictions(document, "/history")[0]
    assert fault.pointer == f"/history{yes}"
    assert f"absent at /history{no}." in fault.detail


def test_every_contradiction_is_told_at_once(contradictions: Contradictions) -> None:
    symptoms = [{"finding": f, "status": s} for f in ("cramp", "fatigue", "tremor") for s in ("present", "absent")]
    told = contradictions({**LEAST, "associated_symptoms": symptoms})
    assert {"/associated_symptoms/0", "/associated_symptoms/2", "/associated_symptoms/4"} <= {f.pointer for f in told}

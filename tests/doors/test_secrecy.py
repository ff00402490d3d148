"""What a caller sends is never repeated: not in a fault, not in a note, not in an answer."""

import json
from collections.abc import Callable
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from service.doors.faults import Fault, InvalidHistoryError
from service.doors.intake import Reception, read_history
from tests.doors.documents import FULL, Path, places, replaced

# Like nothing in the vocabulary, so that a suggestion cannot hold it by chance.
CANARY = "Xq7Zkwv"
NUMBER = 987654321.25

VALUES = st.sampled_from(
    [
        CANARY,
        f"{CANARY} {CANARY}",
        f"fatigue {CANARY}",
        f"{CANARY}-cramp",
        CANARY * 50,
        f"%s {{0}} {CANARY}",
        NUMBER,
        -NUMBER,
        [CANARY],
        [[NUMBER]],
        {"site": CANARY},
        {"name": CANARY, "finding": CANARY, "value": NUMBER},
    ]
)


@given(changes=st.lists(st.tuples(st.sampled_from(places(FULL)), VALUES), min_size=1, max_size=4))
def test_no_fault_and_no_note_repeats_a_value(reception: Reception, changes: list[tuple[Path, Any]]) -> None:
    document = FULL
    for path, value in changes:
        document = changed_where_it_still_stands(document, path, value)
    try:
        told: Any = [(n.pointer, n.code, n.detail) for n in read_history(reception, document).notes]
    except InvalidHistoryError as error:
        told = [str(error), *((f.pointer, f.code, f.detail) for f in error.faults)]
    text = json.dumps(told)
    assert CANARY.casefold() not in text.casefold()
    assert "987654321" not in text


def changed_where_it_still_stands(document: Any, path: Path, value: Any) -> Any:
    """The document with one more change; as it is where an earlier change took the place away."""
    try:
        return replaced(document, path, value)
    except (KeyError, IndexError, TypeError):
        return document


def test_every_field_repeats_nothing_when_all_are_wrong_at_once(faults_of: Callable[[Any], list[Fault]]) -> None:
    document = FULL
    leaves = [path for path in places(FULL) if not any(other[: len(path)] == path != other for other in places(FULL))]
    for path in leaves:
        document = replaced(document, path, CANARY)
    faults = faults_of(document)
    assert len(faults) > 40
    assert CANARY not in json.dumps([(f.pointer, f.detail) for f in faults])


def test_free_text_and_names_that_are_not_known_are_not_in_the_answer(answer: Callable[[Any], Any]) -> None:
    document = {
        "sites": [{"site": "calf"}],
        "patient": {"age_years": 60},
        "medications": [{"name": f"{CANARY} 5 mg", "dose": CANARY}, {"name": "lithium", "dose": CANARY}],
        "associated_symptoms": [{"code": {"system": "hpo", "value": CANARY}}],
        "results": [{"code": {"system": "loinc", "value": CANARY}, "value": NUMBER, "unit": CANARY}],
    }
    body = answer(document)
    assert [note["code"] for note in body["input_notes"]] == [
        "medication_not_used",
        "code_not_used",
        "result_not_used",
    ]
    assert CANARY not in json.dumps(body)
    assert "987654321" not in json.dumps(body)

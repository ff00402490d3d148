"""Any HPO term is accepted: exact, read as the broader finding, or reported as not used. Never dropped in silence."""

import pytest

from service.doors.intake import Reception, read_history
from service.engine.terms import Status


def _read(reception: Reception, code: str, status: str) -> tuple[list[tuple[str, Status]], list[str]]:
    item = {"code": {"system": "hpo", "value": code}, "status": status}
    reading = read_history(reception, {"associated_symptoms": [item]})
    return [(s.finding, s.status) for s in reading.history.stated], [note.code for note in reading.notes]


@pytest.mark.parametrize("status", ["present", "absent"])
def test_exact_term_is_its_finding(reception: Reception, status: str) -> None:
    assert _read(reception, "HP:0001337", status) == ([("tremor", Status(status))], [])


def test_narrower_term_that_is_present_is_read_as_the_broader_finding(reception: Reception) -> None:
    assert _read(reception, "HP:0002378", "present") == ([("tremor", Status.PRESENT)], ["code_read_as"])


@pytest.mark.parametrize("status", ["absent", "unknown"])
def test_narrower_term_that_is_not_present_says_nothing_of_the_broader(reception: Reception, status: str) -> None:
    assert _read(reception, "HP:0002378", status) == ([], ["code_not_used"])


def test_narrower_code_of_a_finding_does_not_deny_it(reception: Reception) -> None:
    lexicon = reception.lexicon
    narrow = [(f, c) for (s, c), f in lexicon.finding_codes.items() if s == "hpo" and lexicon.is_narrower(s, c)]
    finding, code = narrow[0]
    assert _read(reception, code, "present")[0] == [(finding, Status.PRESENT)]
    assert _read(reception, code, "absent") == ([], ["code_not_used"])


def test_one_step_up_the_table_is_enough(reception: Reception) -> None:
    replaced = [
        (old, reception.lexicon.finding_codes["hpo", above[0]])
        for old, above in reception.knowledge.hpo_parents.items()
        if len(above) == 1 and ("hpo", above[0]) in reception.lexicon.finding_codes
    ]
    old, finding = next((o, f) for o, f in replaced if ("hpo", o) not in reception.lexicon.finding_codes)
    assert _read(reception, old, "present")[0] == [(finding, Status.PRESENT)]


@pytest.mark.parametrize("code", ["HP:9999999", "HP:0000118", "nonsense"])
def test_term_outside_all_findings_is_reported(reception: Reception, code: str) -> None:
    assert _read(reception, code, "present") == ([], ["code_not_used"])

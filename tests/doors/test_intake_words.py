"""The words of a history: by id, label, synonym, HPO id or code; what is not known is told its neighbours."""

from collections.abc import Callable
from typing import Any

import pytest

from service.doors.faults import Fault
from service.doors.intake import Reading, Reception, words_of
from service.doors.lexicon import Lexicon
from service.engine.terms import Status
from tests.doors.documents import FULL, LEAST

Read = Callable[[Any], Reading]
FaultsOf = Callable[[Any], list[Fault]]


def symptom(**item: Any) -> dict[str, Any]:
    return {**LEAST, "associated_symptoms": [item]}


def stated(reading: Reading) -> list[tuple[str, Status]]:
    return [(one.finding, one.status) for one in reading.history.stated]


@pytest.mark.parametrize("word", ["cramp", "CRAMP", " Muscle  cramp ", "muscle-cramp", "HP:0003394", "hp:0003394"])
def test_a_finding_is_known_by_id_label_synonym_and_hpo_id_in_any_spelling_of_case_and_space(
    word: str, read: Read
) -> None:
    assert stated(read(symptom(finding=word))) == [("cramp", Status.PRESENT)]


@pytest.mark.parametrize(("system", "value"), [("hpo", "HP:0003394"), ("snomed", "55300003")])
def test_a_finding_is_known_by_any_of_its_codes(system: str, value: str, read: Read) -> None:
    reading = read(symptom(code={"system": system, "value": value}, status="absent"))
    assert stated(reading) == [("cramp", Status.ABSENT)]
    assert reading.notes == ()


def test_a_code_counts_only_in_its_own_terminology(read: Read) -> None:
    reading = read(symptom(code={"system": "icd10", "value": "55300003"}))
    assert stated(reading) == []
    assert [(note.pointer, note.code) for note in reading.notes] == [("/associated_symptoms/0/code", "code_not_used")]


def test_every_word_and_code_of_the_knowledge_names_its_own_entry(reception: Reception) -> None:
    knowledge, lexicon = reception.knowledge, reception.lexicon
    for finding in knowledge.findings.values():
        for word in (finding.id, finding.label, *finding.synonyms, *finding.codes.get("hpo", ())):
            assert lexicon["findings"].find(word) == finding.id
        for system, codes in finding.codes.items():
            assert all(lexicon.finding_codes[system, code] == finding.id for code in codes)
    for screen in knowledge.screens.values():
        assert {lexicon["screens"].find(word) for word in (screen.id, screen.label, *screen.synonyms)} == {screen.id}
    for condition in knowledge.conditions.values():
        assert {lexicon["conditions"].find(word) for word in (condition.id, condition.label)} == {condition.id}


# A slip in each open vocabulary, and the word that was meant.
SLIPS = [
    ({**LEAST, "movement": {"types": ["fasiculation"]}}, "/movement/types/0", "fasciculation"),
    ({"sites": [{"site": "eyelidd"}]}, "/sites/0/site", "eyelid"),
    ({**LEAST, "triggers": ["cafeine"]}, "/triggers/0", "caffeine"),
    ({**LEAST, "relievers": ["streching"]}, "/relievers/0", "stretch"),
    ({**LEAST, "exposures": [{"substance": "pestacide"}]}, "/exposures/0/substance", "pesticide"),
    ({**LEAST, "screens": ["strength normall"]}, "/screens/0", "strength-normal"),
    ({**LEAST, "results": [{"test": "magnesum", "value": 1, "unit": "mmol/L"}]}, "/results/0/test", "magnesium"),
    (symptom(finding="fatige"), "/associated_symptoms/0/finding", "fatigue"),
]


@pytest.mark.parametrize(("document", "place", "meant"), SLIPS, ids=[meant for _, _, meant in SLIPS])
def test_a_slip_is_refused_and_told_the_word_that_was_meant(
    document: dict[str, Any], place: str, meant: str, faults_of: FaultsOf
) -> None:
    (fault,) = faults_of(document)
    assert (fault.pointer, fault.code) == (place, "unknown_value")
    assert "Did you mean " in fault.detail
    assert meant in fault.detail


def test_what_is_like_nothing_is_told_what_there_is(faults_of: FaultsOf) -> None:
    (site,) = faults_of({"sites": [{"site": "qqqqqq"}]})
    assert "Known: abdomen, arm" in site.detail
    (finding,) = faults_of(symptom(finding="qqqqqq"))
    assert "GET /v1/findings" in finding.detail


def test_every_vocabulary_that_the_schema_names_is_checked(reception: Reception) -> None:
    told = {name: path for path, _, name in words_of(reception.schema, FULL)}
    assert set(told) == set(reception.lexicon.vocabularies) - {"conditions"}


def test_a_list_too_long_is_told_once_and_its_rest_is_not_looked_up(faults_of: FaultsOf) -> None:
    told = [fault.pointer for fault in faults_of({**LEAST, "triggers": ["qqqqqq"] * 1000})]
    assert told == ["/triggers", *(f"/triggers/{place}" for place in range(30))]


def test_a_lexicon_has_each_vocabulary_by_its_name(reception: Reception) -> None:
    lexicon: Lexicon = reception.lexicon
    assert lexicon["sites.site"].find("Eyelid") == "eyelid"
    with pytest.raises(KeyError):
        lexicon["colours"]

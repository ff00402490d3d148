"""When each hook speaks and when it keeps quiet."""

from collections.abc import Callable

import pytest

from service.doors.cds.relevance import ON_TAKING, ROOTS, same_thing, twitching_findings
from service.engine.pack import Knowledge
from tests.cds.conftest import Call
from tests.cds.records import Json, bundle, medicine, problem, request, service_request, signing

Example = Callable[[str], Json]

TWITCHING = ["Fasciculation", "Muscle twitching", "Leg cramps", "Myoclonus", "Muscle spasm", "Tongue fasciculation"]
PLACES = ["Eyelid twitching", "Twitching eyelid"]  # each is read as the place that moves
OTHERS = ["Essential hypertension", "Tremor", "Epilepsy", "Tic", "Parkinson's disease", "Low back pain", "Anxiety"]


def cards(call: Call, document: Json) -> list[Json]:
    """The cards of a call."""
    response = call(document["hook"], document)
    assert response.status_code == 200
    found: list[Json] = response.get_json()["cards"]
    return found


@pytest.mark.parametrize("text", TWITCHING + PLACES)
def test_opening_the_record_of_a_patient_who_twitches_brings_one_card(text: str, call: Call) -> None:
    found = cards(call, request("patient-view", problem("Essential hypertension"), problem(text)))
    assert len(found) == 1


def test_opening_any_other_record_is_quiet(call: Call) -> None:
    answer = call("patient-view", request("patient-view", *(problem(text) for text in OTHERS)))
    assert answer.get_json() == {"cards": []}


def test_a_code_is_enough(call: Call) -> None:
    coded = {"coding": [{"system": "http://snomed.info/sct", "code": "82470000"}]}
    assert len(cards(call, request("patient-view", problem("x", code=coded)))) == 1


@pytest.mark.parametrize(
    "more",
    [
        {"clinicalStatus": {"coding": [{"code": "resolved"}]}},
        {"verificationStatus": {"coding": [{"code": "refuted"}]}},
        {"verificationStatus": {"coding": [{"code": "entered-in-error"}]}},
    ],
)
def test_what_is_over_or_never_was_is_no_reason_to_speak(more: Json, call: Call) -> None:
    assert cards(call, request("patient-view", problem("Fasciculation", **more))) == []


def test_the_start_of_an_encounter_says_the_same_as_opening_the_record(call: Call) -> None:
    fasciculation = problem("Fasciculation")
    opened = cards(call, request("patient-view", fasciculation))
    started = cards(call, request("encounter-start", fasciculation, encounterId="e9"))
    assert [card["summary"] for card in opened] == [card["summary"] for card in started]


def test_adding_a_problem_speaks_of_that_problem_alone(call: Call) -> None:
    cramp, other = problem("Muscle cramp"), problem("Eczema")
    added = request("problem-list-item-create", conditions=bundle(cramp, other))
    assert cards(call, added)[0]["summary"].startswith("Muscle cramp:")
    known = request("problem-list-item-create", cramp, conditions=bundle(other))
    assert cards(call, known) == []


def test_an_ordered_medicine_that_can_cause_it_is_named_with_reason_and_source(
    call: Call, knowledge: Knowledge
) -> None:
    found = cards(call, signing(medicine("Lithium carbonate 400 mg"), problems=(problem("Fasciculation"),)))
    assert [card["summary"] for card in found] == ["Lithium can cause fasciculation; this record holds fasciculation"]
    effect = next(e for e in knowledge.medications["lithium"].effects if e.effect == "fasciculation")
    assert effect.certificate.because in found[0]["detail"].replace("\\", "")
    assert all(knowledge.sources[name].title[:20] in found[0]["detail"] for name in effect.certificate.sources)
    assert "suggestions" not in found[0]
    assert "No alternative is suggested" in found[0]["detail"]


def test_a_broader_word_in_the_record_counts_too(call: Call) -> None:
    found = cards(call, signing(medicine("lithium"), problems=(problem("Muscle twitching"),)))
    assert found[0]["summary"] == "Lithium can cause fasciculation; this record holds muscle twitching"


@pytest.mark.parametrize(
    ("ordered", "held"),
    [
        ("Lithium", "Essential hypertension"),
        ("Amoxicillin", "Fasciculation"),
        ("Salbutamol", "Tremor"),
    ],
)
def test_a_medicine_without_reason_is_let_pass(ordered: str, held: str, call: Call) -> None:
    assert cards(call, signing(medicine(ordered), problems=(problem(held),))) == []


def test_a_medicine_that_no_rule_knows_is_told_and_one_not_yet_named_is_not(call: Call) -> None:
    named = (medicine("Unheardine 5 MG Oral Tablet", id="m1"), medicine("lisinopril 10 MG / unheardine 5 MG", id="m2"))
    for orders, count in ((named, 2), ((medicine("lithium"),), 0), ((medicine("", medicationCodeableConcept={}),), 0)):
        answer = call("order-sign", signing(*orders, problems=(problem("Fasciculation"),))).get_json()
        told = {"extension": {"example.fascicle.orders": {"medicines_not_known": count}}} if count else {}
        assert answer == {"cards": answer["cards"], **told}


def test_what_comes_on_stopping_is_no_reason_not_to_start(knowledge: Knowledge) -> None:
    assert "stop" not in ON_TAKING
    stopping = [m for m in knowledge.medications.values() if m.effects and all(e.after == "stop" for e in m.effects)]
    assert stopping


def test_several_medicines_get_few_cards(call: Call) -> None:
    names = ("lithium", "salbutamol", "furosemide", "atorvastatin", "donepezil", "pyridostigmine")
    orders = [medicine(name, id=name) for name in names]
    found = cards(call, signing(*orders, problems=(problem("Fasciculation"), problem("Muscle cramp"))))
    assert len(found) == 3
    assert {card["indicator"] for card in found} == {"info"}


def test_only_what_was_just_selected_is_judged(call: Call, example: Example) -> None:
    orders = bundle(medicine("lithium", id="m1"), medicine("amoxicillin", id="m2"))
    fasciculation = problem("Fasciculation")
    for selected, count in ((["MedicationRequest/m1"], 1), (["MedicationRequest/m2"], 0), (["m1"], 1), ([], 0)):
        document = request("order-select", fasciculation, selections=selected, draftOrders=orders)
        assert len(cards(call, document)) == count
    assert len(cards(call, example("order-select"))) == 1


@pytest.mark.parametrize(
    "order",
    [
        service_request("EMG"),
        service_request("Nerve conduction studies, upper limbs"),
        service_request("Referral to neurology"),
        service_request("Outpatient referral", performer=[{"display": "Neurology clinic"}]),
        service_request("Referral", performerType={"text": "Neurologist"}),
        service_request("x", code={"coding": [{"system": "https://fascicle.example/fhir/CodeSystem/tests"}]})
        | {"code": {"coding": [{"system": "https://fascicle.example/fhir/CodeSystem/tests", "code": "emg-ncs"}]}},
    ],
)
def test_electromyography_or_a_neurology_referral_brings_advice(order: Json, call: Call) -> None:
    found = cards(call, signing(order, problems=(problem("Fasciculation"),)))
    assert "example.fascicle.answer" in found[0]["extension"]
    assert cards(call, signing(order, problems=(problem("Carpal tunnel syndrome"),))) == []


def test_the_reason_of_an_order_tells_of_twitching(call: Call) -> None:
    order = service_request("Referral to neurology", reasonCode=[{"text": "Fasciculation"}])
    assert cards(call, signing(order))[0]["summary"].startswith("Fasciculation:")


def test_other_orders_are_let_pass(call: Call) -> None:
    order = service_request("Full blood count")
    assert cards(call, signing(order, problems=(problem("Fasciculation"),))) == []


def test_what_is_among_the_orders_already_is_not_suggested_again(call: Call) -> None:
    def suggested(*orders: Json) -> set[str]:
        problems = (problem("Fasciculation"), problem("Muscle weakness"), problem("Dysphagia"))
        found = cards(call, signing(*orders, problems=problems))[0]["suggestions"]
        return {one["actions"][0]["resource"]["code"]["coding"][0]["code"] for one in found}

    emg, neurology = service_request("EMG", id="s1"), service_request("Referral to neurology", id="s2")
    kinase = {"coding": [{"system": "http://loinc.org", "code": "2157-6"}]}
    assert "neurology" in suggested(emg)
    assert "emg-ncs" not in suggested(emg)
    assert "neurology" not in suggested(neurology)
    assert "emg-ncs" in suggested(neurology)
    assert "ck" in suggested(emg)
    assert "ck" not in suggested(emg, service_request("x", id="s3", code=kinase))


def test_advice_stands_before_a_medicine(call: Call) -> None:
    problems = (problem("Fasciculation"), problem("Muscle weakness"), problem("Dysphagia"))
    found = cards(call, signing(medicine("lithium"), service_request("EMG"), problems=problems))
    assert [card["indicator"] for card in found] == ["warning", "info"]


def test_every_finding_that_is_looked_for_is_in_the_vocabulary(knowledge: Knowledge) -> None:
    assert set(ROOTS) <= set(knowledge.findings)
    assert {"fasciculation", "myokymia", "myoclonus", "tetany", "night-cramps"} <= twitching_findings(knowledge)
    assert not {"tremor", "tic", "seizure", "chorea"} & twitching_findings(knowledge)


def test_an_effect_is_akin_to_what_is_its_kind_or_its_like(knowledge: Knowledge) -> None:
    assert same_thing(knowledge, "fasciculation", ["cramp", "twitching"]) == "twitching"
    assert same_thing(knowledge, "twitching", ["tongue-fasciculation"]) == "tongue-fasciculation"
    assert same_thing(knowledge, "tremor", ["twitching", "cramp"]) is None
    assert same_thing(knowledge, "withdrawal", ["twitching"]) is None

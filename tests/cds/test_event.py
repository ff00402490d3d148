"""What the event itself brings: orders and problems, whose they are, which were chosen, and which ask for nothing."""

from typing import Any

import pytest

from tests.cds.conftest import Ask, Call
from tests.cds.ehr import MAN, Ehr
from tests.cds.records import PATIENT, Json, bundle, medicine, problem, request, service_request, signing

FASCICULATION = problem("Fasciculation")
LITHIUM: Json = {"resourceType": "Medication", "id": "x1", "code": {"text": "Lithium"}}
EVENT = "example.fascicle.event"
# The merged patient's two ids: the one of the man in the record, and that of the entry that was joined with it.
JOINED = "n1"


def merged(own: str, kind: str, other: str) -> Json:
    """The man's Patient as one of two entries that were joined."""
    return {**MAN, "id": own, "link": [{"other": {"reference": f"Patient/{other}"}, "type": kind}]}


def of(document: Json, patient: str, context: str) -> Json:
    """A call about one id in context, whose event names another."""
    document["context"]["patientId"] = context
    for bundled in (document["context"].get("draftOrders"), document["context"].get("conditions")):
        for entry in (bundled or {"entry": []})["entry"]:
            entry["resource"]["subject"] = {"reference": f"Patient/{patient}"}
    return document


@pytest.mark.parametrize(
    ("patient", "context", "event"),
    [
        (merged(JOINED, "replaces", PATIENT), JOINED, PATIENT),
        (merged(JOINED, "replaces", PATIENT), PATIENT, JOINED),
        (merged(PATIENT, "replaced-by", JOINED), PATIENT, JOINED),
    ],
)
def test_an_event_may_name_either_id_of_a_patient_whose_records_were_merged(
    patient: Json, context: str, event: str, call: Call
) -> None:
    added = request("problem-list-item-create", conditions=bundle(problem("Muscle cramp")))
    for document in (signing(medicine("Lithium"), problems=(FASCICULATION,)), added):
        document["prefetch"]["patient"] = patient
        answer = call(document["hook"], of(document, event, context)).get_json()
        assert (len(answer["cards"]), "extension" in answer) == (1, False)


@pytest.mark.parametrize(
    ("patient", "context"), [(MAN, PATIENT), (merged(PATIENT, "seealso", JOINED), PATIENT), ({"id": ""}, PATIENT)]
)
def test_an_id_that_no_link_joins_is_another_patient(patient: Json, context: str, call: Call) -> None:
    document = of(signing(medicine("Lithium"), problems=(FASCICULATION,)), JOINED, context)
    document["prefetch"]["patient"] = {**MAN, **patient}
    response = call("order-sign", document)
    assert response.status_code == 400
    assert response.get_json()["issue"][0]["expression"] == ["context.draftOrders.entry[0].resource"]


def test_a_link_that_the_server_alone_knows_counts_too(ask: Ask, ehr: Ehr) -> None:
    ehr.holds["Patient"] = merged(PATIENT, "replaced-by", JOINED)
    document = of(signing(medicine("Lithium")), JOINED, PATIENT)
    assert len(ask(document).get_json()["cards"]) == 1
    ehr.holds["Patient"] = MAN
    assert ask(document).status_code == 400


@pytest.mark.parametrize("more", [{"doNotPerform": True}, {"status": "cancelled"}, {"status": "entered-in-error"}])
def test_an_order_that_starts_nothing_is_no_reason_to_speak(more: Json, call: Call) -> None:
    for order in (medicine("Lithium", **more), service_request("EMG", **more)):
        assert call("order-sign", signing(order, problems=(FASCICULATION,))).get_json() == {"cards": []}


@pytest.mark.parametrize(
    "order",
    [
        medicine("Lithium", modifierExtension=[{"url": "https://ehr.example/not", "valueBoolean": True}]),
        medicine("", medicationCodeableConcept="Lithium"),
        service_request("EMG", implicitRules="https://ehr.example/rules"),
    ],
)
def test_an_order_that_is_not_understood_is_counted(order: Json, call: Call) -> None:
    answer = call("order-sign", signing(order, problems=(FASCICULATION,))).get_json()
    assert answer == {"cards": [], "extension": {EVENT: {"not_read": 1}}}


def test_a_problem_that_is_not_understood_is_counted(call: Call) -> None:
    document = request("problem-list-item-create", conditions=bundle(problem("x", code="Fasciculation")))
    answer = call("problem-list-item-create", document).get_json()
    assert answer == {"cards": [], "extension": {EVENT: {"not_read": 1}}}


@pytest.mark.parametrize(
    "told", ["urn:uuid:1", "https://ehr.example/fhir/MedicationRequest/m9", "MedicationRequest/m9/_history/2", "m9"]
)
def test_a_selection_may_be_written_as_clients_do(told: str, call: Call) -> None:
    orders = bundle(medicine("Amoxicillin", id="m8"), medicine("Lithium"))
    if told.startswith("urn:"):
        orders["entry"][1]["fullUrl"] = told
    document = request("order-select", FASCICULATION, selections=[told], draftOrders=orders)
    answer = call("order-select", document).get_json()
    assert (len(answer["cards"]), "extension" in answer) == (1, False)


def test_where_no_selection_names_an_order_all_count_and_it_is_said(call: Call) -> None:
    document = request("order-select", FASCICULATION, selections=["a", ""], draftOrders=bundle(medicine("Lithium")))
    answer = call("order-select", document).get_json()
    assert len(answer["cards"]) == 1
    assert answer["extension"] == {EVENT: {"selections_not_found": 2}}


@pytest.mark.parametrize(
    "told", ["Medication/x1", "https://ehr.example/fhir/Medication/x1", "Medication/x1/_history/2"]
)
@pytest.mark.parametrize("where", ["order", "orders", "record"])
def test_the_medicine_of_an_order_may_stand_elsewhere(told: str, where: str, call: Call) -> None:
    contained = {"contained": [LITHIUM]} if where == "order" else {}
    reference = {"reference": "#x1" if contained else told}
    order = {**medicine(""), "medicationCodeableConcept": None, "medicationReference": reference, **contained}
    document = signing(order, *([LITHIUM] if where == "orders" else []), problems=(FASCICULATION,))
    document["prefetch"]["medications"] = bundle(*([LITHIUM] if where == "record" else []))
    answer = call("order-sign", document).get_json()
    assert (len(answer["cards"]), "extension" in answer) == (1, False)


def test_what_came_from_another_server_is_another_medicine(call: Call) -> None:
    order: dict[str, Any] = medicine("", medicationReference={"reference": "https://one.example/fhir/Medication/x1"})
    document = signing(order, problems=(FASCICULATION,))
    document["context"]["draftOrders"]["entry"].append(
        {"fullUrl": "https://two.example/fhir/Medication/x1", "resource": LITHIUM}
    )
    answer = call("order-sign", document).get_json()
    assert answer == {"cards": [], "extension": {"example.fascicle.orders": {"medicines_not_known": 1}}}


@pytest.mark.parametrize(
    "reason",
    [
        {"reasonReference": [{"reference": "#c"}], "contained": [{**FASCICULATION, "id": "c"}]},
        {"reasonReference": [{"reference": "Condition/elsewhere", "display": "Fasciculation"}]},
    ],
)
def test_the_reason_of_an_order_may_be_a_reference(reason: Json, call: Call) -> None:
    order = service_request("Referral to neurology", **reason)
    assert call("order-sign", signing(order)).get_json()["cards"][0]["summary"].startswith("Fasciculation:")

"""Every resource that leaves here is R4 by two independent validators, and its references lead somewhere."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest
from flask.testing import FlaskClient

from evaluation.vignettes import Vignette
from service.doors.fhir.bundle import bundle_of, issues
from service.doors.fhir.frame import Frame
from service.doors.fhir.items import Item
from service.doors.fhir.publish import KINDS
from service.doors.fhir.write_response import write_response
from service.doors.intake import Reception, read_history
from service.doors.report import report_assessment
from service.engine.assess import assess
from service.web.examples import EXAMPLES, load_example
from tests.fhir.conftest import ASSESS, POPULATE, Post
from tests.fhir.validators import faults_in_node, faults_in_python, whole

Resource = dict[str, Any]

# One case in so many: all of them would take a minute.
EVERY = 20
OUT_OF_SCOPE = {"associated_symptoms": [{"finding": "headache"}]}
MOMENT = datetime(2026, 11, 22, 10, tzinfo=UTC).isoformat()


@pytest.fixture(scope="session")
def bundles(vignettes: list[Vignette], reception: Reception) -> list[Resource]:
    """The answers to published cases and to one that is out of scope."""
    return [made(reception, request, place) for place, request in enumerate([*asked(vignettes), OUT_OF_SCOPE])]


def asked(vignettes: list[Vignette]) -> list[Resource]:
    """The histories of some published cases."""
    return [case.request for case in vignettes[::EVERY]]


@pytest.fixture(scope="session")
def responses(vignettes: list[Vignette], reception: Reception, tree: tuple[Item, ...]) -> list[Resource]:
    """The same histories as responses to the Questionnaire."""
    written = (write_response(reception, tree, one, "Patient/p1", authored=MOMENT) for one in asked(vignettes))
    return list(written)


def made(reception: Reception, request: Resource, place: int) -> Resource:
    """The Bundle of one answer."""
    reading = read_history(reception, request)
    body = report_assessment(reception.knowledge, reading, assess(reception.knowledge, reading.history))
    frame = Frame(
        moment=MOMENT,
        seed=UUID(int=place),
        version="1",
        patient="Patient/p1" if place % 2 else None,
        warnings=issues([("", note) for note in reading.notes]),
    )
    return bundle_of(reception.knowledge, body, frame)


@pytest.fixture
def emitted(client: FlaskClient, post: Post, bundles: list[Resource], responses: list[Resource]) -> list[Resource]:
    """One of everything that is served, and all the bundles and responses."""
    served = [client.get(path).get_json() for path in ("/fhir/metadata", *(f"/fhir/{kind}" for kind in KINDS))]
    answered = [post(ASSESS, load_example(f"fhir/{name}")) for name in ("assess-record", "assess-response")]
    filled = post(POPULATE, load_example("fhir/populate"))
    refused = [
        client.get("/fhir/nothing"),
        post(ASSESS, {}),
        client.put(ASSESS),
        post(ASSESS, {"resourceType": "Bundle"}),
    ]
    examples = [load_example(f"fhir/{path.stem}") for path in (EXAMPLES / "fhir").glob("*.json")]
    return list(
        whole([*examples, *served, *(one.get_json() for one in (*answered, filled, *refused)), *bundles, *responses])
    )


def test_python_s_validator_finds_nothing(emitted: list[Resource]) -> None:
    kinds = {one["resourceType"] for one in emitted}
    assert kinds >= {*KINDS, "GuidanceResponse", "RiskAssessment", "RequestGroup", "ServiceRequest", "Provenance"}
    assert kinds >= {"CommunicationRequest", "OperationOutcome", "QuestionnaireResponse", "Parameters"}
    assert faults_in_python(emitted) == []


def test_node_s_validator_finds_nothing(emitted: list[Resource]) -> None:
    assert faults_in_node(emitted) == []


def test_both_validators_do_find_faults() -> None:
    wrong = {
        "resourceType": "RequestGroup",
        "status": "draft",
        "intent": "proposal",
        "action": [{"title": "x"}],
        "y": 1,
    }
    assert faults_in_python([wrong])
    assert faults_in_node([wrong])


def references(value: Any) -> Iterator[str]:
    """Every reference in a resource."""
    if isinstance(value, dict):
        for name, inner in value.items():
            if name == "reference" and isinstance(inner, str):
                yield inner
            else:
                yield from references(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from references(inner)


def test_every_reference_within_a_bundle_leads_somewhere(bundles: list[Resource]) -> None:
    for bundle in bundles:
        urls = {entry["fullUrl"] for entry in bundle["entry"]}
        assert len(urls) == len(bundle["entry"])
        for entry in bundle["entry"]:
            contained = {f"#{one['id']}" for one in entry["resource"].get("contained", [])}
            for reference in references(entry["resource"]):
                assert reference in urls | contained | {"Patient/p1"}


def test_two_answers_never_share_the_name_of_a_part(bundles: list[Resource]) -> None:
    urls = [entry["fullUrl"] for bundle in bundles for entry in bundle["entry"]]
    assert len(set(urls)) == len(urls)


def test_probabilities_are_told_only_where_they_are_calibrated(bundles: list[Resource]) -> None:
    for one in whole(bundles):
        for prediction in one.get("prediction", []):
            assert "probabilityDecimal" not in prediction
            assert prediction["qualitativeRisk"]["coding"][0]["code"] in ("strong", "moderate", "weak", "little")
            assert prediction["rationale"].startswith("For: ")


def test_a_calibrated_probability_is_told_in_per_cent(reception: Reception) -> None:
    reading = read_history(reception, load_example("weak-hand"))
    body = report_assessment(reception.knowledge, reading, assess(reception.knowledge, reading.history))
    body["differential"][0]["calibrated_probability"] = 0.41237
    frame = Frame(moment="2026-11-22T10:00:00+00:00", seed=UUID(int=1), version="1")
    made = bundle_of(reception.knowledge, body, frame)
    risk = next(one for one in whole([made]) if one["resourceType"] == "RiskAssessment")
    assert [one.get("probabilityDecimal") for one in risk["prediction"][:2]] == [41.24, None]
    assert faults_in_python([risk]) == []

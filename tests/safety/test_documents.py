"""What goes into a record leaves room for the name of who read it."""

from flask.testing import FlaskClient


def test_no_document_for_clinicians_claims_a_reviewer(client: FlaskClient) -> None:
    asked = {"sites": [{"site": "calf"}], "documents": ["note", "letter"]}
    body = client.post("/v1/assessments/note", json=asked).get_json()
    for name in ("note", "letter"):
        assert "Decision support; reviewed by ___" in body[name]["text"], name

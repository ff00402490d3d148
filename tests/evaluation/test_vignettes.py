"""Every vignette is a valid request with a source and a conclusion, and the service answers it."""

import pytest
from flask.testing import FlaskClient

from evaluation.figures import LEVELS
from evaluation.vignettes import Vignette, load_vignettes, merge

VIGNETTES = load_vignettes()


@pytest.mark.parametrize("vignette", VIGNETTES, ids=lambda v: v.id)
def test_service_answers_both_requests(client: FlaskClient, vignette: Vignette) -> None:
    for request in filter(None, (vignette.request, vignette.second_request())):
        response = client.post("/v1/assessments", json=request)
        assert response.status_code == 200, response.get_json()["errors"]


def test_every_published_case_is_here() -> None:
    counts = {name: sum(v.collection == name for v in VIGNETTES) for name in {v.collection for v in VIGNETTES}}
    assert counts == {
        "general": 53,
        "held-out": 127,
        "literature": 282,
        "neuromuscular": 38,
        "phenopackets": 37,
        "wide": 60,
    }
    assert len({v.id for v in VIGNETTES}) == len(VIGNETTES)


def test_each_has_a_source_a_diagnosis_and_a_level() -> None:
    for vignette in VIGNETTES:
        assert vignette.source_title
        assert vignette.diagnosis
        assert vignette.referral in LEVELS


def test_investigations_are_kept_apart_from_the_first_history() -> None:
    added = [v for v in VIGNETTES if v.after_workup]
    assert added
    for vignette in added:
        assert vignette.second_request() != vignette.request


def test_merge_joins_lists_and_objects_and_keeps_the_later_value() -> None:
    first = {"course": "stable", "sites": [{"site": "leg"}], "history": {"past": ["diabetes"]}}
    added = {"course": "progressive", "sites": [{"site": "arm"}], "history": {"family": ["tremor"]}}
    assert merge(first, added) == {
        "course": "progressive",
        "sites": [{"site": "leg"}, {"site": "arm"}],
        "history": {"past": ["diabetes"], "family": ["tremor"]},
    }
    assert first["sites"] == [{"site": "leg"}]

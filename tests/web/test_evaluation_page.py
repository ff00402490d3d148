"""The evaluation page and the performance statement: the measured figures, of which rules, and what they are not."""

import html
import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from schemas.performance import PerformanceSchema
from service.doors.performance import SIDE, diagram, strip
from service.web.evaluation import load_statement
from tests.support.html import Page


@pytest.fixture(scope="module")
def source(app: Flask) -> str:
    return app.test_client().get("/evaluation").get_data(as_text=True)


def test_the_statement_has_its_shape_and_may_be_cached(client: FlaskClient) -> None:
    response = client.get("/v1/about/performance")
    assert PerformanceSchema().validate(response.get_json()) == {}
    assert response.headers["ETag"]
    again = client.get("/v1/about/performance", headers={"If-None-Match": response.headers["ETag"]})
    assert again.status_code == 304


def test_the_statement_names_the_rules_of_its_figures_and_those_that_answer(client: FlaskClient) -> None:
    told = client.get("/v1/about/performance").get_json()
    about = client.get("/v1/about").get_json()
    assert told["running"] == about["knowledge"]
    assert told["current"] == (told["knowledge"]["sha256"] == about["knowledge"]["sha256"])
    assert told["statement"] == "Vignettes, not patients."


def test_it_has_figures_for_every_level_both_sexes_and_every_age(client: FlaskClient) -> None:
    groups = client.get("/v1/about/performance").get_json()["groups"]
    names = {by: {one["name"] for one in groups if one["by"] == by} for by in ("level", "sex", "age", "baseline")}
    assert names["level"] == {"emergency", "urgent", "routine", "primary_care", "self_care"}
    assert names["sex"] >= {"female", "male"}
    assert len(names["age"]) == 6
    assert len(names["baseline"]) == 3


def test_other_rules_are_told_to_be_other_rules(own_app: Flask, source: str) -> None:
    other = own_app.test_client().get("/evaluation").get_data(as_text=True)
    assert "The rules have changed since" in other
    assert own_app.test_client().get("/v1/about/performance").get_json()["current"] is False
    told = load_statement()["knowledge"]
    assert f"Measured on knowledge {told['version']} ({told['sha256'][:8]})" in other
    assert f"Measured on knowledge {told['version']} ({told['sha256'][:8]})" in source


def test_the_page_shows_every_gap_and_says_what_the_cases_are(source: str) -> None:
    text = html.unescape(Page(source).text)
    assert "These are vignettes, not patients" in text
    for gap in load_statement()["known_gaps"]:
        assert gap in text
    assert load_statement()["command"] in text


def test_the_page_is_sound_and_needs_no_script_or_inline_style(source: str) -> None:
    page = Page(source)
    assert page.faults == []
    assert "style" not in page.attributes
    assert "script" not in page.tags


def test_every_picture_has_its_numbers_beside_it(source: str) -> None:
    """A strip is hidden from screen readers because its cell, or the next, says the same."""
    text = Page(source).text
    groups = {(one["by"], one["name"]): one["figures"] for one in load_statement()["groups"]}
    for key in (("all", "all"), ("collection", "held-out"), ("baseline", "plain naive Bayes"), ("level", "emergency")):
        share = groups[key]["referral_strictly_safe"]
        numbers = [round(100 * share[name]) for name in ("share", "low", "high")]
        assert f"{numbers[0]} % ({numbers[1]} to {numbers[2]}) {share['hits']} of {share['of']}" in text
    assert len(re.findall(r'<svg class="strip', source)) == source.count('aria-hidden="true"') - source.count("key")


def test_the_diagram_is_named_described_and_repeated_as_a_table(source: str) -> None:
    assert 'role="img" aria-labelledby="diagram-title diagram-desc"' in source
    for series in load_statement()["reliability"]:
        for one in series["bins"]:
            assert f"{round(100 * one['from'])} to {round(100 * one['to'])} %" in source


def test_a_point_stands_where_its_numbers_say() -> None:
    share = {"hits": 1, "of": 2, "share": 0.5, "low": 0.0, "high": 1.0}
    made = diagram([{"probabilities": "as it is", "bins": [{"from": 0.5, "to": 0.6, "mean": 0.5, "right": share}]}])
    point = made["series"][0]["points"][0]
    (_, left, foot), (_, right, top) = made["ticks"][0], made["ticks"][-1]
    assert right - left == foot - top == SIDE
    assert (point["x"], point["y"]) == ((left + right) / 2, pytest.approx((foot + top) / 2, abs=0.1))
    assert (point["top"], point["foot"]) == (top, foot)


def test_a_percent_is_rounded_once() -> None:
    # 384 of 489 is 78.53 %: rounded to 78.5 first it would become 78.
    told = strip({"hits": 384, "of": 489, "share": 0.7853, "low": 0.7467, "high": 0.8193})
    assert (told["share_percent"], told["low_percent"], told["high_percent"]) == (79, 75, 82)
    assert strip({"hits": 0, "of": 0, "share": None, "low": None, "high": None}) == {"of": 0}

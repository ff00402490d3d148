"""The answer: it has the shape that it is documented with, and its numbers are the ones that decided."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from marshmallow import ValidationError

from schemas.assessment import AssessmentSchema
from schemas.explanation import ExplanationSchema
from service.doors.intake import Reading, Reception, read_history
from service.doors.report import report_assessment, report_explanation
from service.engine.assess import Entry, assess, entry
from service.engine.evidence import ContradictionError
from service.engine.explain import Explanation, explain
from service.engine.interpret import interpret
from service.engine.rank import score
from service.engine.terms import Level
from tests.doors.documents import FULL, LEAST, resolve

EXAMPLES = Path(__file__).resolve().parents[2] / "examples" / "requests"
DOCUMENTS = {path.stem: json.loads(path.read_text("utf-8")) for path in sorted(EXAMPLES.glob("*.json"))}
# An example for another endpoint than the assessment itself holds what a history does not.
OTHERS = {"condition", "documents", "outcome"}
HISTORIES = {name: body for name, body in DOCUMENTS.items() if body.keys().isdisjoint(OTHERS)} | {
    "full": FULL,
    "least": LEAST,
    "out of scope": {"associated_symptoms": [{"finding": "headache"}]},
}

Answer = Callable[[Any], dict[str, Any]]


@pytest.fixture(params=HISTORIES)
def document(request: pytest.FixtureRequest) -> dict[str, Any]:
    return HISTORIES[request.param]


def parts(body: Any) -> Iterator[dict[str, Any]]:
    """Every object of an answer."""
    if isinstance(body, dict):
        yield body
    for value in body.values() if isinstance(body, dict) else body if isinstance(body, list) else ():
        yield from parts(value)


def test_an_answer_has_its_shape_and_nothing_more(document: dict[str, Any], answer: Answer) -> None:
    assert AssessmentSchema().validate(json.loads(json.dumps(answer(document)))) == {}


def test_the_shape_refuses_what_it_does_not_name(answer: Answer) -> None:
    body = answer(LEAST)
    with pytest.raises(ValidationError):
        AssessmentSchema().load({**body, "extra": 1})
    with pytest.raises(ValidationError):
        AssessmentSchema().load({key: value for key, value in body.items() if key != "safety_net"})


def test_probabilities_are_shares_of_one_whole(document: dict[str, Any], answer: Answer) -> None:
    ranked = answer(document)["differential"]
    assert all(0 <= one["probability"] <= 1 for one in ranked)
    assert sum(one["probability"] for one in ranked) <= 1 + 0.00005 * len(ranked)
    assert [one["rank"] for one in ranked] == list(range(1, len(ranked) + 1))
    assert [one["points"] for one in ranked] == sorted((one["points"] for one in ranked), reverse=True)


def test_a_red_flag_that_fired_goes_by_its_own_name(answer: Answer, reception: Reception) -> None:
    fired = answer(HISTORIES["boy-morning-jerks"])["red_flags"]
    assert fired
    for flag in fired:
        assert flag["label"] == reception.knowledge.red_flags[flag["id"]].label
        assert flag["findings"]


def test_a_movement_is_not_explained_by_its_own_name(answer: Answer) -> None:
    told = answer({"movement": {"types": ["fasciculation"]}})["movement"]["sentence"]
    assert "Fasciculation" in told
    assert "(fasciculation" not in told


def test_every_cited_source_is_described_once_and_no_other(document: dict[str, Any], answer: Answer) -> None:
    body = answer(document)
    cited = {source for part in parts(body) for source in part.get("sources", ())}
    assert [source["id"] for source in body["citations"]] == sorted(cited)


def test_every_certificate_has_a_reason_and_a_source_or_an_honest_grade(
    document: dict[str, Any], answer: Answer
) -> None:
    for part in parts(answer(document)):
        if "grade" in part:
            assert part["because"].strip()
            assert part["sources"] or part["grade"] == "expert_estimate"


def test_evidence_points_to_where_it_came_from(document: dict[str, Any], answer: Answer) -> None:
    for one in answer(document)["evidence"]:
        resolve(document, one["pointer"])


def test_the_same_document_gives_the_same_bytes(document: dict[str, Any], answer: Answer) -> None:
    assert json.dumps(answer(document)) == json.dumps(answer(json.loads(json.dumps(document))))


def test_out_of_scope_says_so_and_ranks_nothing(answer: Answer) -> None:
    body = answer(HISTORIES["out of scope"])
    assert body["in_scope"] is False
    assert [reason["kind"] for reason in body["referral"]["because"]] == ["out_of_scope"]
    assert body["differential"] == body["must_not_miss"] == body["workup"] == body["next_questions"] == []
    assert body["safety_net"]


def test_sentences_say_the_numbers_that_stand_beside_them(document: dict[str, Any], answer: Answer) -> None:
    for part in parts(answer(document)):
        if part.get("percent") is not None:
            assert part["sentence"].startswith(f"{part['label']} is {part['status']}: expected in about ")
            said = part["sentence"].split("about ")
            assert float(said[1].split(" %")[0]) == pytest.approx(part["percent"], rel=0.01, abs=0.01)
            assert float(said[2].split(" %")[0]) == pytest.approx(part["background_percent"], rel=0.01, abs=0.01)
        elif part.get("combination"):
            assert part["sentence"] == part["because"]


def test_for_speaks_for_and_against_against_strongest_first(document: dict[str, Any], answer: Answer) -> None:
    for placed in answer(document)["differential"]:
        pro, contra = ([c["points"] for c in placed[side]] for side in ("for", "against"))
        assert pro == sorted(pro, reverse=True)
        assert contra == sorted(contra)
        assert all(points > 0 for points in pro)
        assert all(points < 0 for points in contra)


def test_dangerous_conditions_are_those_marked_so(
    document: dict[str, Any], answer: Answer, reception: Reception
) -> None:
    for one in answer(document)["must_not_miss"]:
        assert reception.knowledge.conditions[one["condition"]["id"]].must_not_miss


@given(name=st.sampled_from(sorted(HISTORIES)), place=st.integers(0, 10_000))
def test_points_are_the_prior_and_the_contributions(reception: Reception, name: str, place: int) -> None:
    knowledge, reading = reception.knowledge, read_history(reception, HISTORIES[name])
    condition = sorted(knowledge.conditions)[place % len(knowledge.conditions)]
    placed = entry_of(reception, reading, condition)
    unchanged = Explanation(entry=placed, level=Level.SELF_CARE, leader=condition, changes=())
    body = report_explanation(knowledge, reading, unchanged)
    assert ExplanationSchema().validate(json.loads(json.dumps(body))) == {}
    shown = [c["points"] for side in ("for", "against") for c in body["entry"][side]]
    prior = knowledge.conditions[condition].prior.points[reading.history.setting]
    too_small_to_show = sum(c.points for c in placed.contributions if abs(c.points) < 0.3)
    rounding = 0.05 * (len(shown) + 1) + 1e-9
    assert body["entry"]["points"] == pytest.approx(prior + sum(shown) + too_small_to_show, abs=rounding)


def entry_of(reception: Reception, reading: Reading, condition: str) -> Entry:
    """One condition's place and reasons, without the search for what would change them."""
    evidence, _ = interpret(reception.knowledge, reading.history)
    return entry(
        reception.knowledge, evidence, score(reception.knowledge, reading.history.setting, evidence), condition
    )


def test_an_explanation_tells_what_would_change_the_place(reception: Reception) -> None:
    request = DOCUMENTS["explain-als"]
    reading = read_history(reception, request["history"])
    body = report_explanation(
        reception.knowledge, reading, explain(reception.knowledge, reading.history, request["condition"])
    )
    assert body["entry"]["condition"]["id"] == "als"
    assert body["changes"]
    for change in body["changes"]:
        assert change["goal"] in ("first_place", "top_three", "referral")
        assert 1 <= len(change["facts"]) <= 3
        if change["goal"] == "first_place":
            assert change["then"]["leader"]["id"] == "als"
        if change["goal"] == "referral":
            assert change["then"]["level"] != body["referral_level"]


@settings(max_examples=25)
@given(
    findings=st.lists(st.tuples(st.integers(0, 10_000), st.sampled_from(["present", "absent", "unknown"])), max_size=6)
)
def test_any_history_is_answered_in_shape_or_refused_with_its_contradiction(
    reception: Reception, findings: list[tuple[int, str]]
) -> None:
    names = sorted(reception.knowledge.findings)
    symptoms = [{"finding": names[place % len(names)], "status": status} for place, status in findings]
    reading = read_history(reception, {**LEAST, "associated_symptoms": symptoms})
    try:
        assessment = assess(reception.knowledge, reading.history)
    except ContradictionError:
        return
    body = report_assessment(reception.knowledge, reading, assessment)
    assert AssessmentSchema().validate(json.loads(json.dumps(body))) == {}

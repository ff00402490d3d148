"""What the answer's page is made of: nothing added, the worst first, every number of a source leads to it."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from schemas.shapes import LEVELS
from service.doors.form.answer import CONDITIONS_SHOWN, parted, percent, view
from service.doors.form.answer_sheet import CONDITIONS, DANGERS, FLAGS, TESTS, cut, sheet
from service.doors.intake import Reception

EXAMPLES = Path(__file__).resolve().parents[3] / "examples" / "requests"
EMERGENCY = {
    "patient": {"age_years": 34, "sex": "female"},
    "movement": {"types": ["myoclonus"]},
    "onset": {"mode": "sudden", "days_ago": 1},
    "medications": [{"name": "sertraline"}, {"name": "tramadol", "started_days_ago": 2}],
    "associated_symptoms": [{"finding": "clonus"}, {"finding": "fever"}, {"finding": "confusion"}],
}
OUTSIDE = {"associated_symptoms": [{"finding": "headache"}]}

Answer = Callable[[Any], dict[str, Any]]


def example(name: str) -> Any:
    return json.loads((EXAMPLES / f"{name}.json").read_text("utf-8"))


@pytest.fixture(scope="module")
def bodies(answer: Answer) -> dict[str, dict[str, Any]]:
    documents = {
        "emergency": EMERGENCY,
        "outside": OUTSIDE,
        **{n: example(n) for n in ("weak-hand", "eyelid", "sparse")},
    }
    return {name: answer(document) for name, document in documents.items()}


@pytest.fixture(scope="module")
def views(bodies: dict[str, Any], reception: Reception) -> dict[str, dict[str, Any]]:
    return {name: view(reception, body) for name, body in bodies.items()}


def cites_in(part: Any) -> Iterator[int]:
    if isinstance(part, dict):
        for key, value in part.items():
            yield from value if key == "cites" else cites_in(value)
    elif isinstance(part, list | tuple):
        for value in part:
            yield from cites_in(value)


def test_the_state_is_told_first(views: dict[str, Any]) -> None:
    states = {name: one["state"] for name, one in views.items()}
    assert states["emergency"] == "emergency"
    assert states["outside"] == "out_of_scope"
    assert {states["weak-hand"], states["eyelid"], states["sparse"]} == {"assessed"}


def test_a_red_flag_is_told_outside_the_scope_too(answer: Answer, reception: Reception) -> None:
    told = view(reception, answer({"associated_symptoms": [{"finding": "coma"}, {"finding": "fever"}]}))
    assert (told["state"], told["ranked"]) == ("emergency", False)
    assert told["now"]["label"]
    assert told["flags"]["first"]


def test_the_one_thing_of_an_emergency_is_a_flag_of_that_level_with_its_reason(views: dict[str, Any]) -> None:
    told = views["emergency"]
    flags = [*told["flags"]["first"], *told["flags"]["rest"]]
    leading = flags[0]
    assert leading["level"] == "emergency"
    assert (told["now"]["label"], told["now"]["because"]) == (leading["label"], leading["because"])
    assert told["now"]["until_then"] in [one["text"] for one in told["safety_net"]]


def test_red_flags_stand_by_their_level_and_none_is_lost(views: dict[str, Any], bodies: dict[str, Any]) -> None:
    for name, told in views.items():
        flags = [*told["flags"]["first"], *told["flags"]["rest"]]
        places = [LEVELS.index(flag["level"]) for flag in flags]
        assert places == sorted(places)
        assert {flag["id"] for flag in flags} == {flag["id"] for flag in bodies[name]["red_flags"]}


def test_every_number_of_a_source_is_in_the_list_and_every_source_of_the_list_is_cited(views: dict[str, Any]) -> None:
    for told in views.values():
        listed = [one["number"] for one in told["sources"]]
        assert listed == list(range(1, len(listed) + 1))
        assert set(cites_in(told)) == set(listed)


def test_the_first_causes_speak_in_sentences_and_the_others_by_name(views: dict[str, Any]) -> None:
    causes = [*views["weak-hand"]["causes"]["first"], *views["weak-hand"]["causes"]["rest"]]
    assert [one["in_full"] for one in causes] == [one["rank"] <= CONDITIONS_SHOWN for one in causes]
    assert all("cites" in point for one in causes if one["in_full"] for point in (*one["pro"], *one["contra"]))
    assert causes[0]["bar"] == 4
    assert causes[0]["support"] == "strong"


def test_what_reassurance_needs_is_not_asked_twice(views: dict[str, Any]) -> None:
    told = views["sparse"]
    missing = {one["id"] for one in told["missing"]}
    assert missing
    assert missing.isdisjoint(one["id"] for one in told["questions"])


def test_a_danger_says_what_to_ask_unless_the_causes_do(views: dict[str, Any]) -> None:
    asked = 0
    for told in views.values():
        listed = {one["id"] for part in ("first", "rest") for one in told["causes"][part]}
        assert not any(one["ask"] for one in told["dangers"]["rest"])
        assert not any(one["ask"] for one in told["dangers"]["first"] if one["id"] in listed)
        asked += sum(bool(one["ask"]) for one in told["dangers"]["first"])
    assert asked


def test_nobody_is_called_reviewed_who_is_not(views: dict[str, Any], bodies: dict[str, Any]) -> None:
    for name, told in views.items():
        reviewed = [entry["condition"]["reviewed"] for entry in bodies[name]["differential"]]
        assert told["reviewed"] == (bool(reviewed) and all(reviewed))


@pytest.mark.parametrize(
    ("share", "said"), [(0.0, "< 1 %"), (0.009, "< 1 %"), (0.5, "50 %"), (0.9951, "> 99 %"), (1.0, "> 99 %")]
)
def test_neither_none_nor_all_is_claimed(share: float, said: str) -> None:
    assert percent(share) == said


def test_a_list_is_parted_without_hiding_a_single_one() -> None:
    assert parted([1, 2, 3, 4], 3) == {"first": [1, 2, 3, 4], "rest": [], "count": 4}
    assert parted([1, 2, 3, 4, 5], 3) == {"first": [1, 2, 3], "rest": [4, 5], "count": 5}


def test_the_sheet_is_bounded_says_what_it_leaves_out_and_keeps_the_worst(bodies: dict[str, Any]) -> None:
    body = bodies["emergency"]
    made = sheet(body)
    shown, more = made["flags"]
    assert len(shown) <= FLAGS
    assert len(shown) + more == len(body["red_flags"])
    assert shown[0]["level"] == "emergency"
    assert [len(made[name][0]) <= most for name, most in (("tests", TESTS), ("dangers", DANGERS))] == [True, True]
    assert [one["label"] for one in made["conditions"][0]] == [
        entry["condition"]["label"] for entry in body["differential"][:CONDITIONS]
    ]


def test_the_sheet_does_not_list_as_denied_what_only_follows(bodies: dict[str, Any]) -> None:
    told = sheet(bodies["weak-hand"])["absent"][0]
    stated = {one["label"] for one in bodies["weak-hand"]["evidence"] if one["origin"] in ("stated", "result")}
    assert told
    assert set(told) <= stated


def test_the_sheet_names_what_was_asked_before_what_follows_from_it(bodies: dict[str, Any]) -> None:
    """The end of a long list is cut."""
    known = bodies["weak-hand"]["evidence"]
    stated = [one["label"] for one in known if one["status"] == "present" and one["origin"] in ("stated", "result")]
    assert stated
    assert sheet(bodies["weak-hand"])["present"][0][: len(stated)] == stated


def test_cutting_counts_what_is_left() -> None:
    assert cut([1, 2, 3], 2) == ([1, 2], 1)
    assert cut([1], 2) == ([1], 0)

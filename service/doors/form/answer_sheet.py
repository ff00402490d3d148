"""The answer on one side of A4: of every list only so much as fits, and how much was left out."""

from typing import Any

Json = dict[str, Any]

FLAGS = 5
CONDITIONS = 6
DANGERS = 8
TESTS = 12
QUESTIONS = 5
FACTS = 36
NET = 6
FOR = 4
AGAINST = 2


def sheet(body: Json) -> Json:
    """What the printed page shows of the body of POST /v1/assessments. Each list is (items, how many are left out)."""
    told = [one for one in body["evidence"] if one["origin"] != "inferred"]
    return {
        "present": cut([one["label"] for one in told if one["status"] == "present"], FACTS),
        "absent": cut([one["label"] for one in told if one["status"] == "absent"], FACTS),
        "flags": cut(body["red_flags"], FLAGS),
        "conditions": cut([_condition(one) for one in body["differential"]], CONDITIONS),
        "dangers": cut([one["condition"]["label"] for one in _unlisted(body)], DANGERS),
        "tests": cut(body["workup"], TESTS),
        "questions": cut(body["next_questions"], QUESTIONS),
        "missing": cut([one["label"] for one in body["referral"]["missing"]], QUESTIONS),
        "net": cut([one["text"] for one in body["safety_net"]], NET),
    }


def cut(items: list[Any], most: int) -> tuple[list[Any], int]:
    """The first so many, and how many more there are."""
    return items[:most], max(0, len(items) - most)


def _condition(entry: Json) -> Json:
    return {
        "label": entry["condition"]["label"],
        "support": entry["support"],
        "pro": [one["label"] or one["sentence"] for one in entry["for"] if one["status"] == "present"][:FOR],
        "without": [one["label"] for one in entry["against"] if one["label"] and one["status"] == "absent"][:AGAINST],
    }


def _unlisted(body: Json) -> list[Json]:
    """The dangerous conditions that the printed differential does not name."""
    named = {one["condition"]["id"] for one in body["differential"][:CONDITIONS]}
    return [one for one in body["must_not_miss"] if one["condition"]["id"] not in named]

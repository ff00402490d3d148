"""The answer on one side of A4: of every list only so much as fits, and how much was left out."""

from typing import Any

from schemas.shapes import LEVELS

Json = dict[str, Any]

FLAGS = 4
CONDITIONS = 5
DANGERS = 6
TESTS = 12
QUESTIONS = 4
FACTS = 24
NET = 6
FOR = 3
AGAINST = 1
# That somebody is not of the other ages, and what else follows from a field, is no news on paper.
TOLD = ("stated", "result")


def sheet(body: Json) -> Json:
    """What the printed page shows of the body of POST /v1/assessments. Each list is (items, how many are left out)."""
    # What was asked and looked for stands before what follows from age, medicines and places: the end may be cut.
    known = sorted(
        (one for one in body["evidence"] if one["origin"] != "inferred"), key=lambda one: one["origin"] not in TOLD
    )
    denied = [one["label"] for one in known if one["status"] == "absent" and one["origin"] in TOLD]
    return {
        "present": cut([one["label"] for one in known if one["status"] == "present"], FACTS),
        "absent": cut(denied, FACTS),
        "flags": cut(worst_first(body["red_flags"]), FLAGS),
        "conditions": cut([_condition(one) for one in body["differential"]], CONDITIONS),
        "dangers": cut([one["condition"]["label"] for one in _unlisted(body)], DANGERS),
        "tests": cut(body["workup"], TESTS),
        "questions": cut(body["next_questions"], QUESTIONS),
        "missing": cut([one["label"] for one in body["referral"]["missing"]], QUESTIONS),
        "net": cut([one["text"] for one in body["safety_net"]], NET),
    }


def worst_first(flags: list[Json]) -> list[Json]:
    """Red flags by the level that they ask for, the most urgent first."""
    return sorted(flags, key=lambda flag: LEVELS.index(flag["level"]))


def cut(items: list[Any], most: int) -> tuple[list[Any], int]:
    """The first so many, and how many more there are."""
    return items[:most], max(0, len(items) - most)


def _condition(entry: Json) -> Json:
    present = [one for one in entry["for"] if one["status"] == "present"][:FOR]
    return {
        "label": entry["condition"]["label"],
        "support": entry["support"],
        "pro": [one["label"] or one["sentence"].rstrip(".") for one in present],
        "without": [one["label"] for one in entry["against"] if one["label"] and one["status"] == "absent"][:AGAINST],
    }


def _unlisted(body: Json) -> list[Json]:
    """The dangerous conditions that the printed differential does not name."""
    named = {one["condition"]["id"] for one in body["differential"][:CONDITIONS]}
    return [one for one in body["must_not_miss"] if one["condition"]["id"] not in named]

"""The v1 answer -> what its template shows: cites numbered, bands before percentages, the long lists in two parts.

Takes the body of POST /v1/assessments in full (schemas/assessment.py) and says nothing new: every sentence is of the
rules or the report, every other word the template's, from the catalogue of strings.
"""

from typing import Any

from schemas.shapes import LEVELS, PRIORITIES
from service.doors.build import NOT_USED
from service.doors.form.answer_sheet import sheet, worst_first
from service.doors.form.cites import Cites, Json
from service.doors.intake import Reception
from service.doors.notes import AGE_UNKNOWN, PREGNANCY_UNKNOWN
from service.doors.overlay import WITHDRAWN

# Codes of notes that nobody may pass over, with the form's field that answers each, if one does.
MINDED = {WITHDRAWN: "", AGE_UNKNOWN: "patient.age_years", PREGNANCY_UNKNOWN: "patient.pregnant"}
# Of each long list so many are shown at once; the rest opens.
FLAGS_SHOWN = 3
CONDITIONS_SHOWN = 5
DANGERS_SHOWN = 6
# Reasons of one condition or test in the answer; its own page, or `why`, has all.
POINTS_SHOWN = 4
REASONS_SHOWN = 2
# How many of the four parts of a bar are filled for each word of support.
BARS = {"strong": 4, "moderate": 3, "weak": 2, "little": 1}
# What can be taken home as a file.
DOWNLOADS = ("json", "history", "fhir")


def view(reception: Reception, body: Json) -> Json:
    """The view model of the answer: a dict that `templates/form/answer/answer.html` renders as `answer`."""
    cites = Cites(body["citations"])
    referral = body["referral"]
    flags = [cites.on(flag) for flag in worst_first(body["red_flags"])]
    causes = [condition(one, cites, brief=True) for one in body["differential"]]
    listed = {one["id"] for one in causes}
    return {
        "state": _state(body),
        "ranked": body["in_scope"],
        "referral": referral,
        "step": LEVELS.index(referral["level"]),
        "steps": len(LEVELS),
        "now": _first_word(body, flags),
        "flags": parted(flags, FLAGS_SHOWN),
        "missing": [_question(one) for one in referral["missing"]],
        "questions": _questions(body),
        "causes": parted(causes, CONDITIONS_SHOWN),
        "reasons": [cites.on(one) for one in referral["because"] if one["kind"] != "red_flag"],
        "dangers": parted([_danger(n, one, listed) for n, one in enumerate(body["must_not_miss"])], DANGERS_SHOWN),
        "workup": [(name, [_test(t, cites) for t in body["workup"] if t["priority"] == name]) for name in PRIORITIES],
        "tests": len(body["workup"]),
        "raising": referral["would_raise"],
        **{name: body[name] for name in ("movement", "change", "certainty", "safety_net", "not_recorded")},
        "notes": body["input_notes"],
        "cautions": cautions(body),
        "local": body["local_changes"],
        "sheet": sheet(body),
        "downloads": DOWNLOADS,
        "sources": cites.sources(),
        **stamp(reception, body),
        "reviewed": bool(causes) and all(one["reviewed"] for one in causes),
    }


def cautions(body: Json) -> list[Json]:
    """The notes that nobody may pass over: a red flag switched off, age or pregnancy not told, entries not used.

    `field`: which field of the form answers it, if one does.
    """
    told: dict[str, str] = {}
    for one in body["input_notes"]:
        if one["code"] in MINDED or one["code"].endswith(NOT_USED):
            told[one["detail"]] = MINDED.get(one["code"], "")
    return [{"text": text, "field": field} for text, field in told.items()]


def stamp(reception: Reception, body: Json) -> Json:
    """Which knowledge answered, what it is for and what it is in law."""
    about = reception.knowledge.about
    return {
        "stamp": body["knowledge"],
        "intended_use": body["intended_use"],
        "regulatory_status": about.regulatory_status,
        "reviewed": False,
    }


def parted(items: list[Any], shown: int) -> Json:
    """A list in two: what is seen at once, and what opens. One item alone is never hidden."""
    cut = len(items) if len(items) <= shown + 1 else shown
    return {"first": items[:cut], "rest": items[cut:], "count": len(items)}


def condition(entry: Json, cites: Cites, *, brief: bool = False) -> Json:
    """One condition: its band as a bar of four, its share in percent, its points in sentences with their cites.

    `brief`: as the list shows it, the first places with few points, the later by the names of their points alone.
    """
    named, most = entry["condition"], POINTS_SHOWN if brief else None
    in_full = not brief or entry["rank"] <= CONDITIONS_SHOWN
    points = {"pro": entry["for"][:most], "contra": entry["against"][:most]}
    return {
        **{key: named[key] for key in ("id", "label", "page", "summary", "reviewed")},
        **{key: entry[key] for key in ("rank", "support", "must_not_miss", "benign")},
        "bar": BARS[entry["support"]],
        "percent": percent(entry["probability"]),
        "level": entry["referral_level"],
        **{key: [cites.on(one) if in_full else one for one in some] for key, some in points.items()},
        "ask": entry["unknown"][:most],
        "in_full": in_full,
    }


def percent(share: float) -> str:
    """A probability for a reader: neither none nor all is ever claimed."""
    if share < 0.01:
        return "< 1 %"
    return "> 99 %" if share > 0.99 else f"{100 * share:.0f} %"


def _state(body: Json) -> str:
    """What is said first. A red flag counts outside the scope too: its referral is told, though nothing is ranked."""
    if not body["in_scope"] and not body["red_flags"]:
        return "out_of_scope"
    return "emergency" if body["referral"]["level"] == "emergency" else "assessed"


def _first_word(body: Json, flags: list[Json]) -> Json:
    """What stands alone in an emergency: the strongest reason, and what to do while help is on the way."""
    leading = next((flag for flag in flags if flag["level"] == body["referral"]["level"]), None)
    because = leading or next(iter(body["referral"]["because"]), {"sentence": ""})
    return {
        "label": leading and leading["label"],
        "page": leading and leading["page"],
        "because": because.get("because") or because.get("sentence", ""),
        "until_then": next((one["text"] for one in body["safety_net"] if one["when"] == "emergency"), None),
    }


def _questions(body: Json) -> list[Json]:
    """What to ask next, without what is asked for already because reassurance needs it."""
    missing = {one["finding"] for one in body["referral"]["missing"]}
    return [_question(one) for one in body["next_questions"] if one["finding"] not in missing]


def _question(one: Json) -> Json:
    """A finding to ask for, in words: the question, or else the label."""
    return {
        "id": one["finding"],
        "page": one["page"],
        "label": one["label"],
        "question": one["question"] or one["label"],
        "because": one["because"],
    }


def _danger(place: int, one: Json, listed: set[str]) -> Json:
    """A dangerous condition. What to ask stands with the first of them, unless the list of causes has it too."""
    named = one["condition"]
    told = place >= DANGERS_SHOWN or named["id"] in listed
    return {**named, "level": one["referral_level"], "ask": [] if told else one.get("ask", [])}


def _test(one: Json, cites: Cites) -> Json:
    named = one["test"]
    return {
        **{key: named[key] for key in ("id", "label", "page")},
        **{key: one[key] for key in ("indication", "avoid_when", "result_known", "available", "instead")},
        "because": [cites.on(reason) for reason in one["because"][:REASONS_SHOWN]],
    }

"""The differential as a RiskAssessment: ranked predictions, each with its reasons."""

from collections.abc import Iterator, Mapping
from typing import Any

from service.doors.fhir.canonical import SYSTEMS, own
from service.doors.fhir.frame import ENGINE, Frame, without_empty

Json = dict[str, Any]
Part = Mapping[str, Any]

KEY = "differential"
NOT_A_DIAGNOSIS = "Decision support, not a diagnosis: a ranking of what the history speaks for, not of what is so."


def risk_assessment(frame: Frame, body: Part) -> Json | None:
    """The RiskAssessment of an answer, or None where nothing was ranked."""
    if not body["differential"]:
        return None
    label = "Differential of muscle twitching"
    return without_empty(
        {
            "resourceType": "RiskAssessment",
            "contained": [frame.engine()],
            "status": "final",
            "method": {"text": f"Fascicle rules {body['knowledge']['version']}"},
            "code": {"coding": [{"system": own("results"), "code": KEY, "display": label}], "text": label},
            "subject": frame.subject(),
            "occurrenceDateTime": frame.moment,
            "performer": {"reference": ENGINE},
            "basis": [{"reference": one} for one in frame.basis],
            "prediction": [_prediction(entry) for entry in body["differential"]],
            "note": [{"text": text} for text in _notes(body)],
        }
    )


def _prediction(entry: Part) -> Json:
    """One condition. The list is in order of rank; the id of each says it again."""
    support = entry["support"]
    band = {"system": own("support"), "code": support, "display": support.capitalize()}
    risk: Json = {
        "id": f"rank-{entry['rank']}",
        "outcome": coded_condition(entry["condition"]),
        "qualitativeRisk": {"coding": [band], "text": f"{support.capitalize()} support by the history"},
        "rationale": _rationale(entry),
    }
    if entry.get("calibrated_probability") is not None:
        # Of RiskAssessment's two scales, 0-1 and 0-100, the standard's own rule (ras-2) means per cent.
        risk["probabilityDecimal"] = round(entry["calibrated_probability"] * 100, 2)
    return risk


def coded_condition(condition: Part) -> Json:
    """A condition as a CodeableConcept: our id, and what codes its card has."""
    coding = [{"system": own("conditions"), "code": condition["id"], "display": condition["label"]}]
    for system, codes in condition.get("codes", {}).items():
        coding.extend({"system": SYSTEMS[system], "code": code} for code in codes if system in SYSTEMS)
    return {"coding": coding, "text": condition["label"]}


def _rationale(entry: Part) -> str:
    """What speaks for and against it, strongest first."""
    pro, contra = ("; ".join(_reasons(entry[side])) for side in ("for", "against"))
    dangerous = " Dangerous if missed." if entry["must_not_miss"] else ""
    return f"For: {pro or 'nothing recorded'}. Against: {contra or 'nothing recorded'}.{dangerous}"


def _reasons(contributions: list[Part]) -> Iterator[str]:
    for one in contributions:
        label = one.get("label") or one.get("because") or one.get("sentence") or ""
        denied = "no " if one["status"] == "absent" else ""
        yield f"{denied}{label.rstrip('.')} ({one['points']:+g} decibans)"


def _notes(body: Part) -> Iterator[str]:
    yield NOT_A_DIAGNOSIS
    yield from (reason["sentence"] for reason in body["certainty"]["reasons"])
    dangerous = ", ".join(one["condition"]["label"] for one in body["must_not_miss"])
    if dangerous:
        yield f"Not to be missed, whatever their rank: {dangerous}."

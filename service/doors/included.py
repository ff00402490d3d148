"""What a request asks for beyond the plain answer (`include`); nothing else of this is computed or answered."""

from typing import Any

from service.doors.intake import Reading
from service.doors.reliance import calibrated_probabilities, report_calibration, report_robustness
from service.doors.steps import report_steps
from service.engine.assess import Assessment
from service.engine.pack import Knowledge
from service.engine.robustness import robustness

Json = dict[str, Any]

PROBABILITY_STATEMENT = (
    "Shares of the odds among the conditions that the rules know, from weights of which most are estimates. They are "
    "not calibrated on patients: 0.8 does not mean eight patients of ten. Lean on the order and the band of support."
)
CALIBRATION_OFF = {
    "pointer": "/include",
    "code": "calibration_off",
    "detail": "No calibrated probabilities: this service has them switched off, or its rules hold none.",
}


def include(knowledge: Knowledge, reading: Reading, assessment: Assessment, answer: Json, *, calibration: bool) -> Json:
    """The answer with every part that was asked for. `calibration`: whether the service gives calibrated figures."""
    tell_probabilities(answer, asked="probabilities" in reading.include)
    if "next_steps" in reading.include:
        answer["next_steps"] = report_steps(knowledge, assessment, reading.steps)
    if "robustness" in reading.include:
        answer["robustness"] = _robustness(knowledge, assessment)
    if "calibration" in reading.include and calibration and knowledge.calibration is not None:
        answer["calibration"] = report_calibration(knowledge.calibration)
        chances = calibrated_probabilities(knowledge, assessment, knowledge.calibration)
        for entry in answer["differential"]:
            entry["calibrated_probability"] = chances[entry["condition"]["id"]]
    elif "calibration" in reading.include:
        answer["input_notes"].append(dict(CALIBRATION_OFF))
    return answer


def tell_probabilities(answer: Json, *, asked: bool) -> None:
    """Order and bands of support are told to everybody, probabilities with their statement to those who ask."""
    if asked:
        answer["probability_statement"] = PROBABILITY_STATEMENT
        return
    kinds = (answer.get("movement") or {}).get("kinds", ())
    for one in (*answer.get("differential", ()), *answer.get("must_not_miss", ()), *kinds, answer.get("entry") or {}):
        one.pop("probability", None)


def _robustness(knowledge: Knowledge, assessment: Assessment) -> Json | None:
    """Null where nothing was ranked, so that nothing can move."""
    if not assessment.in_scope:
        return None
    found = robustness(knowledge, assessment.setting, assessment.evidence, assessment.scores, assessment.triage)
    return report_robustness(knowledge, found)

"""What is told of a calibration fitted on cases: the attributes asked of predictive interventions, as far as known.

Which they are follows 45 CFR 170.315(b)(11) in our own words. Where nobody has looked the value is null, and the
answer says "not assessed"; nothing is made up to fill a place.
"""

from service.doors.certify import Json
from service.engine.pack import Knowledge
from service.engine.reliance import Calibration

NOT_ASSESSED = "Not assessed."
NOT_DECLARED = "Not declared: nobody has stated who pays for the technical implementation."


def report_predictive(knowledge: Knowledge, fitted: Calibration) -> list[Json]:
    """Each attribute in its section, with what is known of it."""
    return [
        {"section": section, "id": name, "value": value or NOT_ASSESSED, "assessed": value is not None}
        for section, told in _sections(knowledge, fitted).items()
        for name, value in told.items()
    ]


def _sections(knowledge: Knowledge, fitted: Calibration) -> dict[str, dict[str, str | None]]:
    about, use = knowledge.about, knowledge.about.intended_use
    scores = f"{fitted.brier_before:g} before and {fitted.brier_after:g} after"
    return {
        "details_and_output": {
            "developer": about.developer,
            "funding": about.funding or NOT_DECLARED,
            "output": "A probability, 0-1, beside each condition of the differential; order and referral stay.",
            "kind_of_output": "Prediction: the same ranking, with its odds mapped by one fitted temperature.",
        },
        "purpose": {
            "intended_use": use["purpose"],
            "population": use["population"],
            "user": use["user"],
            "role": "Informs a clinician, who decides.",
        },
        "out_of_scope_use": {"cautioned": use["not_for"], "known_limits": use["limits"]},
        "development": {
            "training_data": f"{fitted.n} cases: {fitted.cases} Fitted {fitted.date}, rules {fitted.version}.",
            "input_features": "The points of the ranking alone; what those read is told under attributes 5 to 13.",
            "demographic_representativeness": None,
            "relevance_to_the_deployed_setting": None,
        },
        "fairness_in_development": {"approach": None, "reduction_of_bias": None},
        "external_validation": {"data": None, "tested_by": None, "representativeness": None, "process": None},
        "performance": {
            "validity_in_like_data": f"Mean Brier score on cases that the fit had not seen: {scores}.",
            "fairness_in_like_data": None,
            "validity_in_external_data": None,
            "fairness_in_external_data": None,
            "effect_on_outcomes": None,
        },
        "maintenance": {
            "monitoring_of_validity": None,
            "validity_in_local_data": None,
            "monitoring_of_fairness": None,
            "fairness_in_local_data": None,
        },
        "updates": {"schedule": None},
    }

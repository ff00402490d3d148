"""The closed words of the contract as a reader would say them."""

GRADES = {
    "guideline": "Guideline",
    "review": "Review",
    "cohort": "Cohort",
    "case_series": "Case series",
    "expert_estimate": "Estimate",
}
GRADES_EXPLAINED = {
    "guideline": "a guideline states the figure",
    "review": "a review states it",
    "cohort": "a cohort or registry measured it",
    "case_series": "it was counted in a series of cases",
    "expert_estimate": "judgement; sources, if any, support the sentence and not the number",
}
SETTINGS = {
    "primary_care": "General practice",
    "neurology_clinic": "Neurology clinic",
    "emergency_department": "Emergency department",
}
PRIORITIES = {"now": "Now", "soon": "Soon", "if_persists": "If it persists"}
COME_BACK = {"emergency": "Today, as an emergency", "urgent": "Within days", "routine": "Not urgent"}
AFTER = {"start": "starting it", "change": "a change of dose", "stop": "stopping it", "use": "in use, at any time"}
SYSTEMS = {
    "hpo": "HPO",
    "snomed": "SNOMED CT",
    "icd10": "ICD-10",
    "icd10cm": "ICD-10-CM",
    "loinc": "LOINC",
    "omim": "OMIM",
    "orpha": "Orphanet",
    "atc": "ATC",
    "rxnorm": "RxNorm",
}
REGIONS = {"uk": "UK", "us": "US", "eu": "EU"}
QUALITIES = {
    "guideline": "Guideline",
    "primary": "Primary research",
    "review": "Review",
    "label": "Product label",
    "secondary": "Secondary account",
    "low": "Low: never enough alone",
}
SEEN = {"full_text": "the full text", "abstract": "the abstract", "excerpt": "an excerpt"}
_SPELT = {"motor_neuron": "Motor neurone", "spine_root": "Spine and nerve roots"}
FINDING_KINDS = {
    "symptom": "Symptoms",
    "circumstance": "What sets it off or eases it",
    "sign": "Signs",
    "movement": "Kinds of movement",
    "site": "Sites",
    "course": "Time and course",
    "history": "Past and family history",
    "exposure": "Exposures and medicines",
    "result": "Test results",
    "demographic": "Age and sex",
}


def spelt(word: str) -> str:
    """Any other word of the contract: `movement_disorder` is `Movement disorder`."""
    return _SPELT.get(word) or word.replace("_", " ").replace("-", " ").capitalize()

"""What the Questionnaire asks, in words. What is not named here is asked in the words of the schema or the rules."""

from collections.abc import Mapping

from service.doors.form.labels import WORDS

# Section -> its heading and the parts of the intake that it holds, in order.
SECTIONS: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "patient": ("Patient", ("patient", "setting", "reporter")),
    "twitch": ("What moves", ("movement", "sites")),
    "time": ("Time", ("onset", "course", "frequency", "duration", "in_sleep")),
    "triggers": ("What brings it on and eases it", ("triggers", "relievers")),
    "medicines": ("Medicines and exposures", ("medications.taken", "medications", "exposures")),
    "symptoms": ("Symptoms and signs", ("checks", "associated_symptoms", "screens")),
    "background": ("Past, family and results", ("history", "results")),
}
TEXTS: Mapping[str, str] = {
    "checks": "Asked of everybody",
    "patient": "Who it is",
    "patient.age_years": "Age",
    "patient.sex": "Sex",
    "patient.pregnant": "Pregnant?",
    "setting": "Where the patient is seen",
    "reporter": "Who describes it",
    "movement": "What it looks like",
    "movement.types": "Kind of movement",
    "sites": "Place that moves",
    "sites.site": "Where?",
    "sites.side": "Which side?",
    "sites.since_days": "Since when? (how long ago)",
    "sites.fixed": "Always the same spot?",
    "onset": "Onset",
    "onset.mode": "How did it begin?",
    "onset.days_ago": "How long ago did it begin?",
    "course": "How has it gone since?",
    "frequency": "Frequency",
    "frequency.pattern": "How often?",
    "frequency.per_day": "Bouts a day",
    "duration": "Length of one bout",
    "duration.typical": "How long does one bout last?",
    "duration.seconds": "Its length in seconds",
    "in_sleep": "What does it do in sleep?",
    "triggers": "What brings it on?",
    "relievers": "What eases it?",
    "medications.taken": "Medicines and substances taken now",
    "medications": "Medicine that was stopped, or whose dates are known",
    "medications.name": "Which?",
    "medications.dose": "Dose as written",
    "medications.started_days_ago": "Started how long ago?",
    "medications.changed_days_ago": "Dose changed how long ago?",
    "medications.stopped_days_ago": "Stopped how long ago? (empty while it is taken)",
    "exposures": "Exposure outside the medication list",
    "exposures.substance": "What?",
    "exposures.stopped": "Used before and stopped?",
    "exposures.days_ago": "How long ago, the last contact or the stop?",
    "associated_symptoms": "Another symptom or sign",
    "associated_symptoms.finding": "Which?",
    "associated_symptoms.status": "Is it there?",
    "screens": "Statements that stand for several answers",
    "history": "Past and family",
    "history.past": "Past and present illnesses",
    "history.family": "Illnesses in the family",
    "results": "Laboratory value",
    "results.test": "Which test?",
    "results.value": "Value",
    "results.unit": "Unit (UCUM)",
}


def coded_label(link: str, word: str) -> str:
    """A closed word of the schema as a clinician reads it."""
    labels = WORDS.get(link) or WORDS.get(link.rpartition(".")[2]) or {}
    if link.endswith(".status"):
        labels = {"present": "Yes", "absent": "No", "unknown": "Not known"}
    return labels.get(word) or word.replace("_", " ").capitalize()

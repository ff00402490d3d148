"""The closed words of the schema as a clinician reads them. Marked for the catalogue; the page translates them."""

from collections.abc import Mapping


def mark(text: str) -> str:
    """The text itself: tells the extraction of the catalogue that it is shown."""
    return text


# Field -> word of the schema -> label, in the order of the page.
WORDS: Mapping[str, Mapping[str, str]] = {
    "patient.sex": {"female": mark("Female"), "male": mark("Male")},
    "setting": {
        "primary_care": mark("General practice"),
        "neurology_clinic": mark("Neurology clinic"),
        "emergency_department": mark("Emergency department"),
    },
    "reporter": {"patient": mark("The patient"), "witness": mark("A witness"), "examiner": mark("Seen by me")},
    "onset.mode": {
        "sudden": mark("Suddenly, within a day"),
        "subacute": mark("Over days to weeks"),
        "gradual": mark("Slowly, over longer"),
    },
    "course": {
        "progressive": mark("Getting worse"),
        "stable": mark("The same"),
        "fluctuating": mark("Up and down"),
        "improving": mark("Getting better"),
        "single_episode": mark("Happened once"),
    },
    "frequency.pattern": {
        "constant": mark("All the time"),
        "many_per_day": mark("Many times a day"),
        "daily": mark("About once a day"),
        "weekly": mark("About once a week"),
        "occasional": mark("Less often"),
    },
    "duration.typical": {
        "seconds": mark("Seconds"),
        "minutes": mark("Minutes"),
        "hours": mark("Hours"),
        "continuous": mark("It does not stop"),
    },
    "in_sleep": {
        "persists": mark("Goes on"),
        "stops": mark("Stops"),
        "only_asleep": mark("Only asleep"),
        "on_falling_asleep": mark("On falling asleep"),
    },
    "side": {"left": mark("Left"), "right": mark("Right"), "both": mark("Both")},
}
UNITS: Mapping[str, str] = {
    "days": mark("days"),
    "weeks": mark("weeks"),
    "months": mark("months"),
    "years": mark("years"),
    "seconds": mark("seconds"),
    "minutes": mark("minutes"),
    "hours": mark("hours"),
}
STATUSES: Mapping[str, str] = {"present": mark("Yes"), "absent": mark("No"), "unknown": mark("Not asked")}
KINDS: Mapping[str, str] = {
    "symptom": mark("symptom"),
    "sign": mark("sign"),
    "result": mark("test result"),
    "exposure": mark("exposure"),
    "history": mark("history"),
    "circumstance": mark("what brings it on or eases it"),
    "course": mark("course"),
    "movement": mark("kind of movement"),
    "site": mark("site"),
    "demographic": mark("patient"),
}
# Region of the body -> its sites, from head to foot. What stands in none comes under the last.
REGIONS: Mapping[str, tuple[str, ...]] = {
    mark("Head and neck"): (
        *("eyelid", "eye", "forehead", "face", "cheek", "lip", "perioral", "chin", "jaw", "tongue", "palate"),
        *("throat", "head", "neck"),
    ),
    mark("Arm and hand"): ("shoulder", "upper-arm", "arm", "forearm", "hand", "finger", "thumb"),
    mark("Trunk"): ("chest", "abdomen", "back", "trunk"),
    mark("Leg and foot"): ("buttock", "hip", "thigh", "leg", "calf", "foot", "toe"),
    mark("More than one place"): (),
}
# Words of a vocabulary that read otherwise than they are written.
SPELT: Mapping[str, str] = {"mdma": mark("MDMA"), "perioral": mark("Around the mouth")}
# Words that most histories need, shown before the rest of their list is opened.
FIRST: Mapping[str, tuple[str, ...]] = {
    "movement.types": ("twitch", "fasciculation", "jerk", "cramp", "tremor", "spasm"),
    "triggers": ("exercise", "rest", "stress", "caffeine", "sleep-deprivation", "morning"),
    "relievers": ("rest", "movement", "stretch", "sleep"),
    "exposures.current": ("caffeine-high", "caffeine", "stress", "sleep-loss", "exertion", "alcohol-heavy"),
    "history.past": ("healthy", "diabetes", "epilepsy", "kidney-disease", "thyroid-disease", "cancer"),
    "history.family": ("motor-neurone-disease", "epilepsy", "neuromuscular", "similar-movement"),
    "screens": ("no-other-symptoms", "neurological-examination-normal", "strength-normal", "no-medicines"),
}
# The form itself, where no field is at fault.
WHOLE_FORM = "intake"
# Faults in the form's own words: the schema speaks to programs, of quotes and braces.
FAULTS: Mapping[str, str] = {
    "number": mark("Write a number, such as 7 or 0.5."),
    "choice": mark("Choose one of the answers shown."),
    "unknown": mark("The service does not know this word. Choose one that is offered, or leave it out."),
    "required": mark("Say what this row is about, or empty it."),
    "nothing": mark("Say at least what it looks like, where it is, or one symptom."),
    "later": mark("This must be a time ago: up to 120 years, and no day to come."),
    "contradiction": mark("{label} is said to be both present and absent. Keep one of the two."),
    "stranger": mark(
        "Something here has no meaning for the service, which is perhaps newer than this page. Load it anew."
    ),
}

# Field, without its row's key, -> what the list of faults calls it.
NAMES: Mapping[str, str] = {
    WHOLE_FORM: mark("This page"),
    "patient.age_years": mark("Age"),
    "patient.sex": mark("Sex"),
    "patient.pregnant": mark("Pregnant"),
    "setting": mark("Seen in"),
    "reporter": mark("Who describes the movement"),
    "movement.types": mark("What it looks like"),
    "onset.mode": mark("It began"),
    "onset.value": mark("Began, how long ago"),
    "course": mark("Since then"),
    "frequency.pattern": mark("How often"),
    "frequency.per_day": mark("Bouts a day"),
    "duration.typical": mark("One bout lasts"),
    "duration.value": mark("Length of one bout"),
    "in_sleep": mark("In sleep"),
    "triggers": mark("Brought on by"),
    "relievers": mark("Eased by"),
    "screens": mark("In one tap"),
    "history.past": mark("Past and present illnesses"),
    "history.family": mark("In the family"),
    "sites.site": mark("Where it is"),
    "sites.side": mark("Side"),
    "sites.since.value": mark("How long ago it began there"),
    "sites.fixed": mark("One spot or roaming"),
    "medications.name": mark("Medicine"),
    "medications.dose": mark("Dose"),
    "medications.started.value": mark("Medicine, started"),
    "medications.changed.value": mark("Medicine, dose changed"),
    "medications.stopped.value": mark("Medicine, stopped"),
    "exposures.substance": mark("Exposed to"),
    "exposures.stopped": mark("Used before and stopped"),
    "exposures.days.value": mark("Exposure, how long ago"),
    "results.test": mark("Test"),
    "results.value": mark("Value of the test"),
    "results.unit": mark("Unit of the test"),
    "finding": mark("Symptoms and signs"),
}

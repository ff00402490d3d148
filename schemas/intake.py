"""IntakeSchema: the history as sent, version 1. The only gate: JSON, form, CDS Hooks and FHIR all pass it.

Everything but what twitches or what is reported is optional; null means not recorded, as leaving it out does. A field
with `metadata["vocabulary"]` takes the words of the knowledge, which the door checks; the rest is closed here.
Times are whole or broken days before today, ages are years.
"""

from typing import Any

from marshmallow import ValidationError

from schemas.fields import Items, Message, Number, Part, StrictSchema, Text, Word, YesNo

SETTINGS = ("primary_care", "neurology_clinic", "emergency_department")
SEXES = ("female", "male")
ONSETS = ("sudden", "subacute", "gradual")
COURSES = ("progressive", "stable", "fluctuating", "improving", "single_episode")
PATTERNS = ("constant", "many_per_day", "daily", "weekly", "occasional")
TYPICAL_DURATIONS = ("seconds", "minutes", "hours", "continuous")
SLEEP = ("persists", "stops", "only_asleep", "on_falling_asleep")
REPORTERS = ("patient", "witness", "examiner")
SIDES = ("left", "right", "both")
STATUSES = ("present", "absent", "unknown")
CODE_SYSTEMS = ("hpo", "snomed", "icd10", "icd10cm", "loinc", "rxnorm", "atc")
INCLUDABLE = ("probabilities", "robustness", "calibration", "next_steps", "reasons")
STEP_MODES = ("split", "confirm")
LONGEST_TIME_DAYS = 45_000
OLDEST_YEARS = 120
LARGEST_RESULT = 1e9


def optional(description: str, **more: Any) -> dict[str, Any]:
    """Keyword arguments of a field that may be left out or null."""
    return {"allow_none": True, "metadata": {"description": description, **more}}


def _days(description: str) -> Number:
    return Number(0, LONGEST_TIME_DAYS, **optional(description))


class CodeSchema(StrictSchema):
    """A code of a public terminology."""

    system = Word(CODE_SYSTEMS, required=True, metadata={"description": "The terminology."})
    value = Text(longest=40, required=True, metadata={"description": "The code, such as HP:0001308."})


class PatientSchema(StrictSchema):
    """Who it is, as far as the rules use it. No names, no identifiers."""

    age_years = Number(0, OLDEST_YEARS, **optional("Age in years; parts of a year for infants (3 months is 0.25)."))
    sex = Word(SEXES, **optional("Sex as far as it changes frequencies; leave out if neither or not known."))
    pregnant = YesNo(**optional("Pregnant now."))


class MovementSchema(StrictSchema):
    """What it looks like, and the bedside discriminators."""

    types = Items(
        Text(metadata={"vocabulary": "movement.types"}), most=20, **optional("Kinds of movement, as seen or reported.")
    )
    moves_joint = YesNo(**optional("The movement is strong enough to move a joint."))
    ripples = YesNo(**optional("The muscle ripples under the skin like a bag of worms."))
    rhythmic = YesNo(**optional("The beats are regular."))
    suppressible = YesNo(**optional("The patient can hold it back for a while."))
    urge_before = YesNo(**optional("An urge or tension comes before it and is relieved by it."))
    distractible = YesNo(**optional("It lessens or stops when attention goes elsewhere."))
    stimulus_sensitive = YesNo(**optional("Touch, noise or light sets it off."))
    both_eyes_close = YesNo(**optional("Both eyes close together."))
    one_side_of_face = YesNo(**optional("It keeps to one side of the face."))
    stereotyped = YesNo(**optional("Every bout looks the same."))
    awareness_impaired = YesNo(**optional("The patient is not fully aware during it."))


class OnsetSchema(StrictSchema):
    """How and when it began."""

    mode = Word(ONSETS, **optional("sudden: seconds to a day; subacute: days to weeks; gradual: longer."))
    days_ago = _days("Days since it began.")


class SiteSchema(StrictSchema):
    """One place that moves, with its own timeline."""

    site = Text(required=True, metadata={"description": "The place.", "vocabulary": "sites.site"})
    side = Word(SIDES, **optional("Which side."))
    since_days = _days("Days since this place began.")
    fixed = YesNo(**optional("true: always the same spot; false: it roams."))


class FrequencySchema(StrictSchema):
    """How often."""

    pattern = Word(PATTERNS, **optional("The pattern in words."))
    per_day = Number(0, 100_000, **optional("Bouts a day; read as a pattern where none is given."))


class DurationSchema(StrictSchema):
    """How long one bout lasts."""

    typical = Word(TYPICAL_DURATIONS, **optional("The usual length of one bout."))
    seconds = Number(0, 10_000_000, **optional("Its length in seconds; read as `typical` where that is not given."))


class MedicationSchema(StrictSchema):
    """One medicine or substance taken, by name or code. `input_notes` tells of unrecognised names; none is refused."""

    name = Text(longest=200, **optional("Generic name, brand or class member; case, salts and slips are forgiven."))
    code = Part(CodeSchema, **optional("RxNorm or ATC code."))
    dose = Text(**optional("As written. Carried for the reader; no rule reads it."))
    started_days_ago = _days("Days since it was started.")
    changed_days_ago = _days("Days since the dose was last raised or changed.")
    stopped_days_ago = _days("Days since it was stopped; leave out while it is taken.")

    def check(self, sent: Any) -> None:
        """One of the two names it."""
        one_of(sent, "name", "code")


class ExposureSchema(StrictSchema):
    """A substance or circumstance outside the medication list."""

    substance = Text(required=True, metadata={"description": "What it is.", "vocabulary": "exposures.current"})
    stopped = YesNo(**optional("true: used before and stopped (withdrawal is possible)."))
    days_ago = _days("Days since the last contact, or since stopping.")


class SymptomSchema(StrictSchema):
    """One symptom, sign or other finding, by id, label, synonym or code."""

    finding = Text(**optional("Id, label or synonym of a finding, or its HPO id.", vocabulary="findings"))
    code = Part(CodeSchema, **optional("HPO, SNOMED CT, ICD-10 or LOINC code."))
    status = Word(STATUSES, load_default="present", metadata={"description": "What is known. Default: present."})

    def check(self, sent: Any) -> None:
        """One of the two names it."""
        one_of(sent, "finding", "code")


class PastSchema(StrictSchema):
    """What came before, in the patient and in the family."""

    past = Items(Text(metadata={"vocabulary": "history.past"}), most=50, **optional("Past and present illnesses."))
    family = Items(Text(metadata={"vocabulary": "history.family"}), most=50, **optional("Illnesses in the family."))


class ResultSchema(StrictSchema):
    """A laboratory value with its unit."""

    test = Text(**optional("Id, label or synonym of an analyte.", vocabulary="analytes"))
    code = Part(CodeSchema, **optional("LOINC code."))
    value = Number(-LARGEST_RESULT, LARGEST_RESULT, required=True, metadata={"description": "The number as reported."})
    unit = Text(longest=30, required=True, metadata={"description": "Its UCUM unit."})

    def check(self, sent: Any) -> None:
        """One of the two names it."""
        one_of(sent, "test", "code")


class HistorySchema(StrictSchema):
    """One patient's structured account of twitching at one visit."""

    patient = Part(PatientSchema, **optional("Age, sex, pregnancy."))
    setting = Word(SETTINGS, **optional("Where the patient is seen; sets the priors. Default: primary_care."))
    movement = Part(MovementSchema, **optional("What it looks like."))
    onset = Part(OnsetSchema, **optional("How and when it began."))
    course = Word(COURSES, **optional("How it has gone since."))
    sites = Items(Part(SiteSchema), most=40, **optional("Where it moves."))
    frequency = Part(FrequencySchema, **optional("How often."))
    duration = Part(DurationSchema, **optional("How long one bout lasts."))
    triggers = Items(Text(metadata={"vocabulary": "triggers"}), most=30, **optional("What brings it on."))
    relievers = Items(Text(metadata={"vocabulary": "relievers"}), most=30, **optional("What eases it."))
    in_sleep = Word(SLEEP, **optional("What it does in sleep."))
    reporter = Word(REPORTERS, **optional("Who describes it."))
    medications = Items(Part(MedicationSchema), most=100, **optional("Medicines and substances."))
    exposures = Items(Part(ExposureSchema), most=40, **optional("Alcohol, caffeine, toxins, bites, withdrawal."))
    associated_symptoms = Items(Part(SymptomSchema), most=300, **optional("Symptoms and signs alike."))
    screens = Items(
        Text(metadata={"vocabulary": "screens"}), most=20, **optional("Statements that stand for absent findings.")
    )
    history = Part(PastSchema, **optional("Past and family history."))
    results = Items(Part(ResultSchema), most=100, **optional("Laboratory values."))

    def check(self, sent: Any) -> None:
        """It says what moves."""
        if not isinstance(sent, dict):
            return
        movement = sent.get("movement")
        types = movement.get("types") if isinstance(movement, dict) else None
        if not any((types, sent.get("sites"), sent.get("associated_symptoms"))):
            text = "Give at least what moves: movement.types, sites or associated_symptoms."
            raise ValidationError([Message("empty_history", text)])


class EarlierSchema(StrictSchema):
    """The same patient's account at an earlier visit. The service keeps nothing, so the caller sends it again."""

    days_ago = Number(
        0, LONGEST_TIME_DAYS, above=True, required=True, metadata={"description": "Days since that visit."}
    )
    history = Part(HistorySchema, required=True, metadata={"description": "The history as it was sent then."})


class StepsSchema(StrictSchema):
    """How the next steps are chosen."""

    mode = Word(
        STEP_MODES, **optional("split (default): tell the first conditions apart; confirm: test the first one.")
    )


class IntakeSchema(HistorySchema):
    """One patient's structured account of twitching, and what is asked for beside the plain answer."""

    earlier = Part(EarlierSchema, **optional("An earlier visit, to be compared with this one."))
    steps = Part(StepsSchema, **optional("How to choose the next steps, where `include` asks for them."))
    include = Items(
        Word(INCLUDABLE),
        most=len(INCLUDABLE),
        **optional("What POST /v1/assessments adds to the plain answer; other operations pass it over."),
    )


def one_of(sent: Any, *names: str) -> None:
    """Raise unless exactly one of the fields is given, be its value right or wrong: every fault is told at once."""
    if isinstance(sent, dict) and sum(sent.get(name) is not None for name in names) != 1:
        raise ValidationError([Message("one_of", f"Give exactly one of: {', '.join(names)}.")])

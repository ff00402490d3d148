"""Which facts of a history make a finding present by themselves, in words, and which medicines among them."""

from collections.abc import Iterator

from service.doors.book.shelf import Book, Ref
from service.doors.certify import Json
from service.engine.derivation import Derivation, Patients
from service.engine.facts import CHANGE_WINDOW_DAYS, STOP_WINDOW_DAYS
from service.engine.knowledge import Medication

_FIELDS = {
    "patient.age_years": "Age in years",
    "patient.sex": "Sex",
    "patient.pregnant": "Pregnant",
    "onset.mode": "Onset",
    "onset.days_ago": "Days since onset",
    "course": "Course",
    "duration.typical": "Length of one bout",
    "frequency.pattern": "Frequency",
    "in_sleep": "In sleep",
    "movement.types": "Kind of movement",
    "sites.site": "Site",
    "sites.several": "More than one site",
    "sites.roaming": "Moves from place to place",
    "sites.fixed": "Stays in one place",
    "sites.laterality": "Side",
    "sites.hemibody": "Several regions of one side",
    "sites.spread": "Moves in more places than at an earlier visit",
    "triggers": "Brought on by",
    "relievers": "Relieved by",
    "history.past": "Past illness",
    "history.family": "Illness in the family",
    "exposures.current": "Exposure",
    "exposures.stopped": f"Exposure stopped within {STOP_WINDOW_DAYS} days",
    "medications.effects": "Takes a medicine that can cause",
    "medications.timely_effects": "Takes a medicine, in the window in which it can cause",
    "medications.classes": "Takes a medicine of the class",
    "medications.changed_classes": f"Started or changed within {CHANGE_WINDOW_DAYS} days, a medicine of the class",
    "medications.stopped_classes": f"Stopped within {STOP_WINDOW_DAYS} days, a medicine of the class",
}
_COUNT = "medications.count."
_RESULT = "results."
_MOVEMENT = "movement."


def derivation_words(book: Book, rule: Derivation) -> Json:
    """`field` and `value` in words, for which `patients`, and the laboratory value that it reads, if any.

    `settles`: where it does not hold the finding is absent.
    """
    analyte = book.knowledge.analytes.get(rule.field.removeprefix(_RESULT)) if rule.field.startswith(_RESULT) else None
    unit = f" {analyte.unit}" if analyte else ""
    return {
        "field": _field(rule.field),
        "value": _value(rule) + unit,
        "patients": _patients(rule.patients) if rule.patients else None,
        "settles": rule.settles,
        "analyte": book.ref("analytes", analyte.id) if analyte else None,
    }


def deriving_medicines(book: Book, rules: tuple[Derivation, ...]) -> list[Ref]:
    """The medicines that make a finding present, at least in some window or with another of their class."""
    found = (m.id for m in book.knowledge.medications.values() if any(makes(rule, m) for rule in rules))
    return book.refs("medications", found)


def derived_by_medicine(book: Book, medicine: Medication) -> Iterator[Ref]:
    """The findings that taking, changing or stopping a medicine can make present."""
    findings = book.knowledge.findings.values()
    made = (f.id for f in findings if any(makes(rule, medicine) for rule in f.derivations))
    return iter(book.refs("findings", made))


def makes(rule: Derivation, medicine: Medication) -> bool:
    """Whether a rule reads a class or an effect of this medicine."""
    if rule.field.startswith(_COUNT):
        return rule.field.removeprefix(_COUNT) in medicine.classes
    if rule.field.startswith("medications.") and rule.field.endswith("effects"):
        return any(effect.effect in rule.one_of for effect in medicine.effects)
    classes = rule.one_of | rule.and_one_of
    return rule.field.startswith("medications.") and not classes.isdisjoint(medicine.classes)


def _field(field: str) -> str:
    if field.startswith(_COUNT):
        return f"Medicines of the class {_word(field.removeprefix(_COUNT))}"
    if field.startswith(_RESULT):
        return _word(field.removeprefix(_RESULT)).capitalize()
    if field.startswith(_MOVEMENT) and field not in _FIELDS:
        return f"At the bedside: {_word(field.removeprefix(_MOVEMENT))}"
    return _FIELDS.get(field) or _word(field.replace(".", ": ")).capitalize()


def _value(rule: Derivation) -> str:
    if rule.one_of:
        first, second = (", ".join(map(_word, sorted(words))) for words in (rule.one_of, rule.and_one_of))
        return f"{first}; together with {second}" if second else first
    if rule.flag is not None:
        return "yes" if rule.flag else "no"
    low, high = rule.at_least, rule.below
    if low is not None and high is not None:
        return f"from {low:g} to below {high:g}"
    return f"{low:g} or more" if low is not None else f"below {high:g}"


def _patients(one: Patients) -> str:
    """For whom a rule is: `in female patients`, `aged 1 to under 18`."""
    sex = {"female": "in female patients", "male": "in male patients"}.get(one.sex or "")
    return ", ".join(part for part in (sex, _ages(one.age_at_least, one.age_below)) if part)


def _ages(low: float | None, high: float | None) -> str | None:
    if low is None:
        return None if high is None else f"aged under {high:g}"
    return f"aged {low:g} and over" if high is None else f"aged {low:g} to under {high:g}"


def _word(word: str) -> str:
    return word.replace("_", " ").replace("-", " ")

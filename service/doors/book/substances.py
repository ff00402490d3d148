"""The pages of medicines, laboratory values and screens."""

from service.doors.book.cites import Cites
from service.doors.book.derived import derivation_words, derived_by_medicine
from service.doors.book.gaps import medication_gaps
from service.doors.book.parts import codes
from service.doors.book.shelf import Book
from service.doors.book.words import AFTER, REGIONS, spelt
from service.doors.certify import Json
from service.engine.analyte import Analyte
from service.engine.knowledge import Effect, Medication, Screen


def medication_page(book: Book, one: Medication, cites: Cites) -> Json:
    """A medicine or substance: names, classes, what it can do to muscle, and which findings follow."""
    return {
        "substance": spelt(one.kind),
        "classes": [spelt(name) for name in sorted(one.classes)],
        "synonyms": list(one.synonyms),
        "brands": [{"region": REGIONS.get(r) or spelt(r), "names": list(names)} for r, names in one.brands.items()],
        "codes": codes(one.codes),
        "effects": [_effect(effect, cites) for effect in one.effects],
        "derives": list(derived_by_medicine(book, one)),
        "gaps": medication_gaps(one),
    }


def analyte_page(book: Book, one: Analyte, cites: Cites) -> Json:
    """A laboratory value: units, what is believable, and the findings that its value makes present."""
    low, high = one.possible
    return {
        "unit": one.unit,
        "synonyms": list(one.synonyms),
        "codes": codes({"loinc": one.loinc}) if one.loinc else [],
        "factors": [
            {"unit": unit, "factor": f"{factor:g}", "offset": f"{one.offsets[unit]:+g}" if unit in one.offsets else ""}
            for unit, factor in one.factors.items()
        ],
        "computed": _computed(book, one),
        "possible": f"{low:g} to {high:g} {one.unit}",
        "certificate": cites.certificate(one.certificate),
        "reads": [
            {"ref": book.ref("findings", finding.id), **derivation_words(book, rule)}
            for finding in book.knowledge.findings.values()
            for rule in finding.derivations
            if rule.field == f"results.{one.id}"
        ],
        "gaps": [],
    }


def _computed(book: Book, one: Analyte) -> Json | None:
    """How the value follows from two others, where it was not reported itself."""
    how = one.computed
    if how is None:
        return None
    refs = {"of": book.ref("analytes", how.of), "by": book.ref("analytes", how.by)}
    return {**refs, "around": f"{how.around:g}", "per_unit": f"{how.per_unit:g}"}


def screen_page(book: Book, one: Screen, _cites: Cites) -> Json:
    """A statement that stands for absent findings."""
    return {
        "because": one.because,
        "synonyms": list(one.synonyms),
        "absent": book.refs("findings", one.absent),
        "gaps": ["Which findings it stands for is judgement; no source is cited for it."],
    }


def _effect(effect: Effect, cites: Cites) -> Json:
    days, event = effect.within_days, AFTER[effect.after]
    after = f"within {days:g} days of {event}" if days is not None else f"after {event}"
    when = event if effect.after == "use" else after
    return {"effect": spelt(effect.effect), "when": when.capitalize(), **cites.certificate(effect.certificate)}

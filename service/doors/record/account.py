"""The patient's account in phrases: who, what moves and where, how it goes, medicines, substances, past, results."""

from collections.abc import Iterator, Mapping
from typing import Any

from schemas.intake import LONGEST_TIME_DAYS
from service.doors.record.case import Case
from service.doors.record.words import age, ago, clean, inside, opening, person, span, spoken
from service.doors.results import find_analyte
from service.engine.evidence import Origin
from service.engine.history import Site

Json = Mapping[str, Any]

EVERYWHERE = "generalised"
# Changes since an earlier visit that are worth naming one by one.
CHANGES = 3


def who(case: Case) -> str:
    """Sex and age as far as given: `Man of 62`, `Baby girl of 3 months`, `Patient`."""
    patient = case.part("patient")
    years = patient.get("age_years")
    named = person(patient.get("sex"), years)
    aged = f"{named} of {age(years)}" if years is not None else named
    return f"{aged}, pregnant" if patient.get("pregnant") else aged


def movements(case: Case) -> tuple[str, ...]:
    """What it looks like, in the words of the vocabulary, in the order sent."""
    vocabulary = case.reception.lexicon["movement.types"]
    found = (vocabulary.find(word) for word in case.part("movement").get("types") or ())
    return tuple(dict.fromkeys(spoken(word) for word in found if word))


def places(case: Case, *, times: bool = False) -> tuple[str, ...]:
    """Where it moves: `right hand`, `calf (both sides)`; with `times` also since when."""
    return tuple(dict.fromkeys(_place(site, times=times) for site in case.reading.history.sites))


def _place(site: Site, *, times: bool) -> str:
    word = "all over" if site.site == EVERYWHERE else spoken(site.site)
    named = f"{site.side} {word}" if site.side in ("left", "right") else word
    more = ["both sides"] if site.side == "both" else []
    if times and site.since_days is not None:
        more.append(span(site.since_days))
    if times and site.fixed is not None:
        more.append("always there" if site.fixed else "roams")
    return f"{named} ({', '.join(more)})" if more else named


def onset(case: Case) -> str:
    """How and when it began: `gradual, 7 months ago`; empty where not recorded."""
    given = case.part("onset")
    when = ago(given["days_ago"]) if given.get("days_ago") is not None else None
    return ", ".join(filter(None, [given.get("mode"), when]))


def course(case: Case) -> str:
    """How it has gone since; empty where not recorded."""
    return spoken(case.document.get("course") or "")


def kind_of_movement(case: Case) -> str:
    """The kind that the bedside signs settle, where nobody named one: `Looks like fasciculation`; else empty."""
    movement = case.assessment.movement
    if movement is None or movement.inferred is None:
        return ""
    return f"Looks like {inside(case.knowledge.movements.kinds[movement.leading.kind].label)}"


def change(case: Case) -> str:
    """The most telling change since the earlier visit, with its time; empty where none was sent."""
    found = case.assessment.change
    if found is None:
        return ""
    parts = (
        *(f"spread to {one.side or ''} {one.region}".replace("  ", " ") for one in found.spread),
        *(f"new {case.label(name)}" for name in found.new),
        *(f"{case.label(name)} gone" for name in found.resolved),
    )
    return f"Since {ago(found.days)}: {', '.join(parts[:CHANGES]) or 'no change recorded'}"


def bouts(case: Case) -> str:
    """How often and how long: `many per day, seconds each`; empty where not recorded."""
    fields = case.reading.history.fields
    often, long = (str(fields.get(name) or "") for name in ("frequency.pattern", "duration.typical"))
    lasting = "without pause" if long == "continuous" else f"{long} each"
    return ", ".join(filter(None, [spoken(often), lasting if long else ""]))


def medicines(case: Case, since: float = LONGEST_TIME_DAYS) -> tuple[str, ...]:
    """Each medicine as the caller wrote it, with its dose and what changed in the last `since` days."""
    return tuple(_medicine(case, item, since) for item in case.document.get("medications") or ())


def _medicine(case: Case, item: Json, since: float) -> str:
    dose = clean(item.get("dose") or "")
    days = ((verb, item.get(key)) for verb, key in _TIMES)
    times = [f"{verb} {ago(when)}" for verb, when in days if when is not None and when <= since]
    named = " ".join(filter(None, [_medicine_name(case, item), dose]))
    return f"{named} ({', '.join(times)})" if times else named


_TIMES = (("started", "started_days_ago"), ("changed", "changed_days_ago"), ("stopped", "stopped_days_ago"))


def _medicine_name(case: Case, item: Json) -> str:
    if item.get("name"):
        return clean(item["name"])
    found = case.reception.formulary.by_code(item["code"]["system"], item["code"]["value"])
    return case.knowledge.medications[found].label if found else _coded(item["code"])


def _coded(code: Json) -> str:
    """A code of which the knowledge has no name."""
    return f"{code['system'].upper()} {clean(code['value'])}"


def substances(case: Case) -> tuple[str, ...]:
    """Exposures outside the medicines, stopped ones with their time."""
    return tuple(_substance(case, item) for item in case.document.get("exposures") or ())


def _substance(case: Case, item: Json) -> str:
    word = case.reception.lexicon["exposures.current"].find(item["substance"]) or ""
    if not item.get("stopped"):
        return meaning(case, "exposures.current", word)
    days = item.get("days_ago")
    stopped = "stopped" if days is None else f"stopped {ago(days)}"
    return f"{meaning(case, 'exposures.current', word)} ({stopped})"


def past(case: Case, kind: str) -> tuple[str, ...]:
    """Past illnesses (`past`) or those of the family (`family`)."""
    vocabulary = case.reception.lexicon[f"history.{kind}"]
    found = (vocabulary.find(word) for word in case.part("history").get(kind) or ())
    meant = (meaning(case, f"history.{kind}", word) for word in found if word)
    # The heading says it already.
    return tuple(dict.fromkeys(text.removeprefix("past ").removesuffix(" in the family") for text in meant))


def meaning(case: Case, field: str, word: str) -> str:
    """What a word of a field stands for: the label of the most particular finding that derives from it."""
    deriving = [
        (len(rule.one_of), finding.label)
        for finding in case.knowledge.findings.values()
        for rule in finding.derivations
        if rule.field == field and word in rule.one_of
    ]
    return inside(min(deriving)[1]) if deriving else spoken(word)


def results(case: Case) -> tuple[str, ...]:
    """Each laboratory value as sent, with what it was read as where that is abnormal."""
    return tuple(_result(case, item) for item in case.document.get("results") or ())


def _result(case: Case, item: Json) -> str:
    analyte = find_analyte(case.knowledge, case.reception.lexicon, item)
    name = analyte.label if analyte else _coded(item["code"])
    value = f"{opening(name)} {item['value']:.10g} {clean(item['unit'])}"
    read = ", ".join(_abnormal(case, analyte.id)) if analyte else ""
    return f"{value} ({read})" if read else value


def _abnormal(case: Case, analyte: str) -> Iterator[str]:
    """What a value makes present, the most specific only."""
    evidence = case.assessment.evidence
    for name in sorted(evidence.leaves):
        origin: Origin = evidence.origins[name]
        if origin.kind == "result" and origin.pointer == f"/results/{analyte}":
            label = inside(case.knowledge.findings[name].label)
            # `low` is enough beside the name of what is low.
            yield label.replace(case.knowledge.analytes[analyte].label.lower(), "").strip() or label

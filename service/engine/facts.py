"""Facts: a history flattened to named fields, the only thing that derivations read.

Single values by their dotted name (`patient.age_years`), sets by name (`triggers`), and what is computed here from
sites, medications and exposures (`sites.several`, `medications.classes` …). A missing name is not recorded. Whether
it has spread (`sites.spread`) only an earlier visit tells.
"""

from collections.abc import Iterable, Mapping

from service.engine.history import Exposure, History, MedicationUse, Site
from service.engine.knowledge import Effect, Medication

Fact = object

# Within this many days a start or a raised dose counts as a change. Hunter and NMS series place most onsets in it.
CHANGE_WINDOW_DAYS = 14
# Within this many days after stopping, a withdrawal state is plausible.
STOP_WINDOW_DAYS = 21

EVERYWHERE = "generalised"

DISCRIMINATORS = (
    "moves_joint",
    "ripples",
    "rhythmic",
    "suppressible",
    "urge_before",
    "distractible",
    "stimulus_sensitive",
    "both_eyes_close",
    "one_side_of_face",
    "stereotyped",
    "awareness_impaired",
)

# Every field that a derivation may read. A name that ends in a dot is a prefix.
FIELDS = (
    "patient.age_years",
    "patient.sex",
    "patient.pregnant",
    "onset.mode",
    "onset.days_ago",
    "course",
    "duration.typical",
    "frequency.pattern",
    "in_sleep",
    "movement.types",
    *(f"movement.{name}" for name in DISCRIMINATORS),
    "sites.site",
    "sites.several",
    "sites.roaming",
    "sites.fixed",
    "sites.laterality",
    "sites.hemibody",
    "sites.spread",
    "triggers",
    "relievers",
    "history.past",
    "history.family",
    "exposures.current",
    "exposures.stopped",
    "medications.effects",
    "medications.timely_effects",
    "medications.classes",
    "medications.changed_classes",
    "medications.stopped_classes",
    "medications.count.",
    "results.",
)


def is_field(name: str) -> bool:
    """Whether a history can have this field."""
    return any(name == field or (field.endswith(".") and name.startswith(field)) for field in FIELDS)


def flatten(history: History, medications: Mapping[str, Medication]) -> dict[str, Fact]:
    """All facts of a history. Set-valued facts are frozensets; nothing is present as None."""
    facts: dict[str, Fact] = {**history.fields, **history.sets}
    facts.update(_site_facts(history.sites))
    facts.update(_exposure_facts(history.exposures))
    facts.update(_medication_facts([(use, medications[use.id]) for use in history.medications]))
    facts.update({f"results.{result.analyte}": result.value for result in history.results})
    return facts


def _site_facts(sites: tuple[Site, ...]) -> dict[str, Fact]:
    if not sites:
        return {}
    names = frozenset(site.site for site in sites)
    fixed = {site.fixed for site in sites} - {None}
    facts: dict[str, Fact] = {"sites.site": names}
    both_sides = any(site.side == "both" for site in sites)
    facts["sites.several"] = len(names) > 1 or EVERYWHERE in names or False in fixed or both_sides
    if fixed:
        facts.update({"sites.roaming": False in fixed, "sites.fixed": fixed == {True}})
    facts.update(_side_facts(sites))
    return facts


def _side_facts(sites: tuple[Site, ...]) -> dict[str, Fact]:
    sides = {site.side for site in sites} - {None}
    if not sides:
        return {}
    one = sides in ({"left"}, {"right"}) and all(site.side for site in sites)
    both = "both" in sides or {"left", "right"} <= sides
    facts: dict[str, Fact] = {}
    if one or both:
        facts["sites.laterality"] = "one_side" if one else "both_sides"
    regions = {_region(site.site) for site in sites} - {None}
    if one and len(regions) > 1:
        facts["sites.hemibody"] = True
    return facts


_REGIONS = {
    "head": ("face", "eyelid", "cheek", "forehead", "lip", "chin", "perioral"),
    "arm": ("arm", "upper-arm", "forearm", "shoulder", "hand", "finger", "thumb"),
    "leg": ("leg", "thigh", "calf", "foot", "toe", "hip"),
}


def _region(site: str) -> str | None:
    return next((region for region, names in _REGIONS.items() if site in names), None)


def _exposure_facts(exposures: tuple[Exposure, ...]) -> dict[str, Fact]:
    current = frozenset(e.substance for e in exposures if not e.stopped)
    stopped = frozenset(e.substance for e in exposures if e.stopped and _within(e.days_ago, STOP_WINDOW_DAYS))
    facts = {"exposures.current": current, "exposures.stopped": stopped}
    return {name: values for name, values in facts.items() if values}


def _medication_facts(uses: list[tuple[MedicationUse, Medication]]) -> dict[str, Fact]:
    current = [(use, medicine) for use, medicine in uses if use.stopped_days_ago is None]
    changed = [pair for pair in current if _changed(pair[0])]
    stopped = [(use, medicine) for use, medicine in uses if _recent(use.stopped_days_ago, STOP_WINDOW_DAYS)]
    facts: dict[str, Fact] = {
        "medications.classes": _classes(current),
        "medications.changed_classes": _classes(changed),
        "medications.stopped_classes": _classes(stopped),
        "medications.effects": frozenset(_effects(uses)),
        "medications.timely_effects": frozenset(_timely_effects(uses)),
    }
    for name in _classes(current):
        facts[f"medications.count.{name}"] = len({m.id for _, m in current if name in m.classes})
    return {name: value for name, value in facts.items() if value}


def _classes(uses: Iterable[tuple[MedicationUse, Medication]]) -> frozenset[str]:
    return frozenset().union(*(medicine.classes for _, medicine in uses))


def _effects(uses: Iterable[tuple[MedicationUse, Medication]]) -> Iterable[str]:
    for use, medicine in uses:
        for effect in medicine.effects:
            current = use.stopped_days_ago is None
            if (current and effect.after != "stop") or _timely(use, effect):
                yield effect.effect


def _timely_effects(uses: Iterable[tuple[MedicationUse, Medication]]) -> Iterable[str]:
    return (effect.effect for use, medicine in uses for effect in medicine.effects if _timely(use, effect))


def _timely(use: MedicationUse, effect: Effect) -> bool:
    """The onset window of this effect, counted from the event that it follows, is still open."""
    days = {"start": use.started_days_ago, "change": use.changed_days_ago, "stop": use.stopped_days_ago}
    window = effect.within_days if effect.within_days is not None else CHANGE_WINDOW_DAYS
    if effect.after == "start":
        return use.stopped_days_ago is None and any(_recent(days[e], window) for e in ("start", "change"))
    return effect.after in days and _recent(days[effect.after], window)


def _changed(use: MedicationUse) -> bool:
    return any(_recent(days, CHANGE_WINDOW_DAYS) for days in (use.started_days_ago, use.changed_days_ago))


def _recent(days: float | None, window: float) -> bool:
    return days is not None and days <= window


def _within(days: float | None, window: float) -> bool:
    return days is None or days <= window

"""A checked intake dict -> History, with notes on what was normalised or not recognised."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from service.doors.faults import Note
from service.doors.lexicon import Lexicon, side_of
from service.doors.medicines import Formulary, Match
from service.doors.results import computed, convert, find_analyte
from service.engine.facts import DISCRIMINATORS
from service.engine.history import Exposure, History, MeasuredResult, MedicationUse, Site, Stated
from service.engine.pack import Knowledge
from service.engine.terms import Status

Loaded = Mapping[str, Any]

# An illness that no rule knows is more often another one than a slip: only a close likeness (0-100) is suggested.
ALIKE = 85
# How the code of a note ends that tells of a statement which no rule knows.
NOT_USED = "_not_used"
MINUTE_SECONDS = 60
HOUR_SECONDS = 3600


def build_history(
    knowledge: Knowledge, lexicon: Lexicon, formulary: Formulary, loaded: Loaded, at: str
) -> tuple[History, list[Note]]:
    """The history in checked data, whose words are all known. `at` prefixes the notes' pointers."""
    notes: list[Note] = []
    history = History(
        setting=loaded.get("setting") or "primary_care",
        fields=_fields(loaded),
        sets=_sets(loaded, lexicon),
        sites=tuple(_sites(loaded, lexicon)),
        medications=tuple(_medications(knowledge, formulary, loaded, at, notes)),
        exposures=tuple(_exposures(loaded, lexicon)),
        stated=tuple(_stated(knowledge, lexicon, loaded, at, notes)),
        screens=tuple(_known(lexicon, "screens", loaded.get("screens"))),
        results=_all_results(knowledge, lexicon, loaded, at, notes),
    )
    notes.extend(_unknown_illnesses(lexicon, loaded, at))
    unread = tuple(note.pointer for note in notes if note.code.endswith(NOT_USED))
    return replace(history, unread=unread), notes


def _fields(loaded: Loaded) -> dict[str, object]:
    """The single-valued fields by their dotted names, without those not recorded."""
    parts = {part: loaded.get(part) or {} for part in ("patient", "onset", "frequency", "duration", "movement")}
    found: dict[str, object] = {
        **{f"patient.{key}": value for key, value in parts["patient"].items()},
        **{f"onset.{key}": value for key, value in parts["onset"].items()},
        **{f"movement.{name}": parts["movement"].get(name) for name in DISCRIMINATORS},
        "course": loaded.get("course"),
        "in_sleep": loaded.get("in_sleep"),
        "frequency.pattern": parts["frequency"].get("pattern") or _pattern(parts["frequency"].get("per_day")),
        "duration.typical": parts["duration"].get("typical") or _typical(parts["duration"].get("seconds")),
    }
    return {name: value for name, value in found.items() if value is not None}


def _pattern(per_day: float | None) -> str | None:
    """Bouts a day as a pattern: two or more are many, one is daily, one in a week weekly, fewer occasional."""
    if per_day is None:
        return None
    bounds = ((2, "many_per_day"), (0.7, "daily"), (0.14, "weekly"))
    return next((word for least, word in bounds if per_day >= least), "occasional")


def _typical(seconds: float | None) -> str | None:
    """The length of a bout in words: under a minute, under an hour, under a day, longer."""
    if seconds is None:
        return None
    bounds = ((MINUTE_SECONDS, "seconds"), (HOUR_SECONDS, "minutes"), (24 * HOUR_SECONDS, "hours"))
    return next((word for below, word in bounds if seconds < below), "continuous")


def _sets(loaded: Loaded, lexicon: Lexicon) -> dict[str, frozenset[str]]:
    given = {
        "movement.types": (loaded.get("movement") or {}).get("types"),
        "triggers": loaded.get("triggers"),
        "relievers": loaded.get("relievers"),
        "history.past": (loaded.get("history") or {}).get("past"),
        "history.family": (loaded.get("history") or {}).get("family"),
    }
    found = {name: frozenset(_known(lexicon, name, words)) for name, words in given.items()}
    return {name: words for name, words in found.items() if words}


def _unknown_illnesses(lexicon: Lexicon, loaded: Loaded, at: str) -> Iterator[Note]:
    """Problem lists hold far more than these rules know."""
    for part in ("past", "family"):
        for place, illness in enumerate((loaded.get("history") or {}).get(part) or ()):
            vocabulary = lexicon[f"history.{part}"]
            if vocabulary.find(illness) is None:
                near = vocabulary.nearest(illness, ALIKE)
                meant = f" Did you mean {' or '.join(near)}?" if near else ""
                detail = f"No rule knows this illness; it was not used.{meant}"
                yield Note(f"{at}/history/{part}/{place}", f"illness{NOT_USED}", detail)


def _known(lexicon: Lexicon, name: str, words: list[str] | None) -> Iterator[str]:
    for word in words or ():
        found = lexicon[name].find(word)
        if found is not None:
            yield found


def _sites(loaded: Loaded, lexicon: Lexicon) -> Iterator[Site]:
    for item in loaded.get("sites") or ():
        for site in _known(lexicon, "sites.site", [item["site"]]):
            side = item.get("side") or side_of(item["site"])
            yield Site(site=site, side=side, since_days=item.get("since_days"), fixed=item.get("fixed"))


def _exposures(loaded: Loaded, lexicon: Lexicon) -> Iterator[Exposure]:
    for item in loaded.get("exposures") or ():
        for substance in _known(lexicon, "exposures.current", [item["substance"]]):
            yield Exposure(substance=substance, stopped=bool(item.get("stopped")), days_ago=item.get("days_ago"))


def _medications(
    knowledge: Knowledge, formulary: Formulary, loaded: Loaded, at: str, notes: list[Note]
) -> Iterator[MedicationUse]:
    for place, item in enumerate(loaded.get("medications") or ()):
        found = _find_medication(knowledge, formulary, item, f"{at}/medications/{place}", notes)
        if found is not None:
            yield MedicationUse(
                id=found.id,
                local=found.local,
                otherwise=found.otherwise,
                started_days_ago=item.get("started_days_ago"),
                changed_days_ago=item.get("changed_days_ago"),
                stopped_days_ago=item.get("stopped_days_ago"),
            )


def _find_medication(
    knowledge: Knowledge, formulary: Formulary, item: Loaded, pointer: str, notes: list[Note]
) -> Match | None:
    if item.get("code"):
        code = (item["code"]["system"], item["code"]["value"])
        found = formulary.by_code(*code)
        if found is None:
            notes.append(Note(f"{pointer}/code", "medication_not_used", "No rule knows this code; it was not used."))
            return None
        return Match(found, exact=True, local=code in formulary.local_codes)
    match = formulary.by_name(item["name"])
    if match is None:
        detail = "No rule knows this medicine, or the name could mean two; it was not used."
        notes.append(Note(f"{pointer}/name", "medication_not_used", detail))
        return None
    if not match.exact:
        label = knowledge.medications[match.id].label
        notes.append(Note(f"{pointer}/name", "medication_read_as", f"Read as {label}; correct it if that is wrong."))
    return match


def _stated(knowledge: Knowledge, lexicon: Lexicon, loaded: Loaded, at: str, notes: list[Note]) -> Iterator[Stated]:
    for place, item in enumerate(loaded.get("associated_symptoms") or ()):
        pointer = f"/associated_symptoms/{place}"
        found = _find_finding(lexicon, item) or _broader(knowledge, lexicon, item, f"{at}{pointer}/code", notes)
        if found is None:
            continue
        if item.get("finding") and item["finding"] != found:
            label = knowledge.findings[found].label
            notes.append(Note(f"{at}{pointer}/finding", "finding_read_as", f"Read as {label}."))
        yield Stated(finding=found, status=Status(item["status"]), pointer=pointer)


def _find_finding(lexicon: Lexicon, item: Loaded) -> str | None:
    if not item.get("code"):
        return lexicon["findings"].find(item["finding"])
    system, code = item["code"]["system"], item["code"]["value"]
    if item["status"] != Status.PRESENT.value and lexicon.is_narrower(system, code):
        return None
    return lexicon.finding_coded(system, code)


def _broader(knowledge: Knowledge, lexicon: Lexicon, item: Loaded, pointer: str, notes: list[Note]) -> str | None:
    """The finding above a code that has none of its own, for what is present.

    That one kind is absent, or not known, says nothing of the broader finding, so such a code is not used.
    """
    code = item["code"]
    above = lexicon.finding_above(code["system"], code["value"])
    if above is not None and item["status"] == Status.PRESENT.value:
        label = knowledge.findings[above].label
        notes.append(Note(pointer, "code_read_as", f"No finding has this code; read as the broader {label}."))
        return above
    reason = "this code can only say that its finding is there" if above else "no finding has this code"
    notes.append(Note(pointer, "code_not_used", f"Not used: {reason}."))
    return None


def _all_results(
    knowledge: Knowledge, lexicon: Lexicon, loaded: Loaded, at: str, notes: list[Note]
) -> tuple[MeasuredResult, ...]:
    given = tuple(_results(knowledge, lexicon, loaded, at, notes))
    followed = tuple(computed(knowledge, given))
    for result in followed:
        analyte = knowledge.analytes[result.analyte]
        detail = f"{analyte.label} was worked out from it: {result.value:.2f} {analyte.unit}."
        notes.append(Note(at + result.pointer, "result_computed", detail))
    return (*given, *followed)


def _results(
    knowledge: Knowledge, lexicon: Lexicon, loaded: Loaded, at: str, notes: list[Note]
) -> Iterator[MeasuredResult]:
    for place, item in enumerate(loaded.get("results") or ()):
        pointer = f"/results/{place}"
        analyte = find_analyte(knowledge, lexicon, item)
        if analyte is None:
            notes.append(Note(at + pointer, "result_not_used", "No rule reads this test; it was not used."))
            continue
        value = convert(analyte, item["value"], item["unit"])
        if value is not None:
            yield MeasuredResult(analyte=analyte.id, value=value, pointer=pointer)

"""A medicine that can do what the patient has: a card when it is ordered, a line when it is taken."""

from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from typing import Any

from schemas.cds_cards import SUMMARY_LONGEST
from service.doors.cds.cards import INFO, links, without_empty
from service.doors.cds.desk import Desk
from service.doors.cds.detail import cite, standing
from service.doors.cds.ids import new_id
from service.doors.cds.markdown import cut, escaped, joined, section
from service.doors.cds.relevance import ON_TAKING, same_thing
from service.doors.certify import report_sources
from service.doors.links import page_of
from service.engine.knowledge import Effect, Medication

Json = dict[str, Any]

EXTENSION = "example.fascicle.medicine"
# More would be read by nobody.
MOST = 3


def effects_of(desk: Desk, medicine: Medication, findings: tuple[str, ...]) -> list[tuple[Effect, str]]:
    """Its effects that may be what the patient has, each with that finding."""
    akin = ((effect, same_thing(desk.knowledge, effect.effect, findings)) for effect in medicine.effects)
    return [(effect, finding) for effect, finding in akin if finding and effect.after in ON_TAKING]


def can_matter(desk: Desk, ordered: Iterable[str]) -> bool:
    """Whether any of these medicines can make any patient twitch."""
    twitching = tuple(desk.wanted)
    return any(effects_of(desk, desk.knowledge.medications[name], twitching) for name in ordered)


def medicine_cards(desk: Desk, ordered: Iterable[str], findings: tuple[str, ...]) -> list[Json]:
    """A card for each ordered medicine that can do what the patient has."""
    return [_card(desk, medicine, effects) for medicine, effects in _able(desk, ordered, findings)]


def taken_lines(desk: Desk, taken: Iterable[str], findings: tuple[str, ...]) -> Iterator[str]:
    """A line of Markdown for each medicine taken that can do what the patient has."""
    for medicine, effects in _able(desk, taken, findings):
        yield f"{escaped(medicine.label)}: {escaped(effects[0][0].certificate.because)}"


def _able(
    desk: Desk, names: Iterable[str], findings: tuple[str, ...]
) -> Iterator[tuple[Medication, list[tuple[Effect, str]]]]:
    """The first few medicines that can do what the patient has, each once, with what they can do."""
    medicines = (desk.knowledge.medications[name] for name in dict.fromkeys(names))
    told = ((medicine, effects_of(desk, medicine, findings)) for medicine in medicines)
    yield from islice((one for one in told if one[1]), MOST)


def _card(desk: Desk, medicine: Medication, effects: list[tuple[Effect, str]]) -> Json:
    labels = desk.knowledge.findings
    first, finding = effects[0]
    effect = labels[first.effect].label.lower()
    summary = f"{medicine.label} can cause {effect}; this record holds {labels[finding].label.lower()}"
    rule = {"medicine": medicine.id, "effects": [effect.effect for effect, _ in effects]}
    page = page_of("medications", medicine.id)
    card = {
        "uuid": new_id(f"medications/{medicine.id}"),
        "summary": cut(summary, SUMMARY_LONGEST),
        "indicator": INFO,
        "detail": _detail(desk, effects),
        "source": desk.source("medications", medicine.id, medicine.label),
        "overrideReasons": list(desk.override_reasons),
        "links": list(links(desk, medicine.label, page, launches=False)),
        "extension": {EXTENSION: rule},
    }
    return without_empty(card)


def _detail(desk: Desk, effects: list[tuple[Effect, str]]) -> str:
    cited = dict.fromkeys(name for effect, _ in effects for name in effect.certificate.sources)
    return joined(
        section("Why", (_line(desk, effect) for effect, _ in effects)),
        section("Sources", (cite(source) for source in report_sources(desk.knowledge, cited))),
        # What is said of a medicine has no place for a reviewer's name.
        standing(desk, reviewed=False, lead="No alternative is suggested."),
    )


def _line(desk: Desk, effect: Effect) -> str:
    when = f", within {effect.within_days:g} days" if effect.within_days else ""
    label, grade = desk.knowledge.findings[effect.effect].label, effect.certificate.grade.replace("_", " ")
    return escaped(f"{label}{when}: {effect.certificate.because} (evidence: {grade})")


def known_medicines(desk: Desk, document: Mapping[str, Any]) -> Iterator[str]:
    """The ids of the medicines that a history says are taken now."""
    formulary = desk.reception.formulary
    for item in document.get("medications") or ():
        if item.get("stopped_days_ago") is None:
            code = item.get("code")
            match = formulary.by_name(item["name"]) if item.get("name") else None
            found = formulary.by_code(code["system"], code["value"]) if code else match and match.id
            if found:
                yield found

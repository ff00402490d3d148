"""The clinic note: at most 120 words in SOAP order, shortened by whole items in a stated order."""

from collections.abc import Iterator

from service.doors.record import account
from service.doors.record.case import (
    Case,
    absent,
    not_recorded,
    present,
    raising,
    screens,
    seen_in,
    test_name,
    told_of,
)
from service.doors.record.closing import closing
from service.doors.record.reasons import PLACES, by_importance, flags, reasons
from service.doors.record.shorten import Part, Parts, shorten
from service.doors.record.structure import Document, Section, compact, count_words
from service.doors.record.words import REFERRALS, denied, inside, opening
from service.engine.plan import URGENCIES
from service.engine.terms import Level

MOST_WORDS = 120
# Longer advice is left to the leaflet where a shorter one is among the most urgent.
SHORT_ADVICE = 18
NOT_RECORDED = 3
TESTS = 3
RAISING = 2
# When an older medicine was begun is left to the letter.
RECENT_DAYS = 90
FLAGS = 2
# Of so many reasons for a place one is given.
STRONG = 3

# What goes first when the note is too long. Who, the first places, the referral and one piece of advice never go.
DROPPED_FIRST = (
    *(
        "raised_by",
        "advice",
        "tests",
        "bouts",
        "family",
        "past",
        "substances",
        "looked_absent",
        "unknown",
        "results",
        "absent",
    ),
    *("medicines", "kind", "flags", "places", "symptoms", "signs", "movements", "change", "course", "onset"),
)
SECTIONS = {
    "Subjective": (
        *("who", "movements", "places", "onset", "course", "bouts", "symptoms", "absent", "medicines", "substances"),
        *("past", "family", "unknown"),
    ),
    "Objective": ("signs", "looked_absent", "results", "nothing_seen"),
    "Assessment": ("scope", "kind", "change", "flags", "ranked"),
    "Plan": ("referral", "raised_by", "tests", "advice"),
}


def note(case: Case) -> Document:
    """The note of a case."""
    parts = {**_told(case), **_seen(case), **_thought(case), **_planned(case)}
    kept = shorten(parts, DROPPED_FIRST, lambda some: count_words(compact(_document(case, some))), MOST_WORDS)
    return _document(case, kept)


def _document(case: Case, parts: Parts) -> Document:
    sections = (Section(heading=name, sentences=_sentences(parts, keys)) for name, keys in SECTIONS.items())
    return Document(kind="note", lead=_lead(case), sections=tuple(sections), closing=closing(case))


def _sentences(parts: Parts, keys: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(opening(text) for key in keys if (text := parts[key].text()))


def _lead(case: Case) -> str:
    """In an emergency the one thing first: where to, when and why."""
    if case.level is not Level.EMERGENCY:
        return ""
    fired = [one.flag.label for one in flags(case) if one.flag.level is Level.EMERGENCY]
    likely = [one.rule for one in case.assessment.triage.reasons if one.kind == "likely_conditions" and one.rule]
    why = [*fired, *(f"Possible {inside(case.knowledge.conditions[name].label)}" for name in likely)]
    return " ".join([f"EMERGENCY: {case.service}, {case.within}.", *(f"{one}." for one in why[:1])])


def _told(case: Case) -> Parts:
    told, denials = (by_importance(case, told_of(case, some)) for some in (present(case), absent(case)))
    unknown = not_recorded(case)[:NOT_RECORDED]
    return {
        "who": Part(items=(account.who(case),), always=1),
        "movements": Part(items=account.movements(case), least=1, counted=True),
        "places": Part(frame="Where: {}.", items=account.places(case), least=2, counted=True),
        "onset": Part(frame="Onset: {}.", items=_some(account.onset(case)), least=1),
        "course": Part(frame="Course: {}.", items=_some(account.course(case)), least=1),
        "bouts": Part(frame="Bouts: {}.", items=_some(account.bouts(case))),
        "symptoms": Part(frame="Has: {}.", items=tuple(map(case.label, told)), least=3, counted=True),
        "absent": Part(
            items=(*map(inside, screens(case, signs=False)), *_denied(case, denials)), least=2, counted=True
        ),
        "medicines": Part(frame="Medicines: {}.", items=account.medicines(case, RECENT_DAYS), least=1, counted=True),
        "substances": Part(frame="Substances: {}.", items=account.substances(case), counted=True),
        "past": Part(frame="Past: {}.", items=account.past(case, "past"), counted=True),
        "family": Part(frame="Family: {}.", items=account.past(case, "family"), counted=True),
        "unknown": Part(frame="Not recorded: {}.", items=tuple(map(case.label, unknown)), least=1),
    }


def _seen(case: Case) -> Parts:
    signs, normal = (by_importance(case, seen_in(case, some)) for some in (present(case), absent(case)))
    clear = (*map(inside, screens(case, signs=True)), *_denied(case, normal))
    values = account.results(case)
    nothing = () if signs or clear or values else ("No examination or result recorded",)
    return {
        "signs": Part(items=tuple(map(case.label, signs)), least=3, counted=True),
        "looked_absent": Part(items=clear, least=2, counted=True),
        "results": Part(items=values, least=2, counted=True),
        "nothing_seen": Part(items=nothing, always=1),
    }


def _thought(case: Case) -> Parts:
    # What leads in an emergency is not said twice.
    fired = flags(case)[1 if case.level is Level.EMERGENCY and _flagged(case) else 0 :]
    unscoped = () if case.assessment.in_scope else ("No twitching, jerking, cramp or spasm recorded; nothing ranked",)
    return {
        "scope": Part(items=unscoped, always=1),
        "kind": Part(items=_some(account.kind_of_movement(case)), least=1),
        "change": Part(items=_some(account.change(case)), least=1),
        "flags": Part(
            frame="Red flags: {}.",
            items=tuple(inside(one.flag.label) for one in fired[:FLAGS]),
            joint="; ",
            least=0 if case.level is Level.EMERGENCY else 1,
        ),
        "ranked": Part(frame="Considered, with support: {}.", items=_ranked(case), joint="; ", always=PLACES),
    }


def _flagged(case: Case) -> bool:
    return any(one.flag.level is Level.EMERGENCY for one in flags(case))


def _ranked(case: Case) -> tuple[str, ...]:
    """The first places, each with its support and one of its strongest reasons, another one each where there is."""
    said: list[str] = []
    given: set[str] = set()
    for entry in case.assessment.differential[:PLACES]:
        strong = reasons(case, entry, STRONG) or ("how common it is",)
        why = next((one for one in strong if one not in given), strong[0])
        given.add(why)
        said.append(f"{inside(case.condition(entry).label)} ({entry.support}), {why}")
    return tuple(said)


def _planned(case: Case) -> Parts:
    tests = case.assessment.workup if case.level > Level.SELF_CARE else ()
    wanted = tuple(test_name(case, one.test) for one in tests if not one.result_known)
    return {
        "referral": Part(frame="{}", items=(referral(case),), always=1),
        "raised_by": Part(frame="Would raise it: {}.", items=raising(case, RAISING)),
        "tests": Part(frame="Tests: {}.", items=wanted[:TESTS], joint="; "),
        "advice": Part(frame="{}", items=tuple(_advice(case)), joint=" ", always=1),
    }


def referral(case: Case) -> str:
    """Level, service and time in a sentence."""
    return REFERRALS[case.level].replace("{to}", case.service).replace("{within}", case.within)


def _advice(case: Case) -> Iterator[str]:
    """The safety net, most urgent first: of each urgency the first piece that is short."""
    given = case.assessment.safety_net
    short = {item.when: item.text for item in reversed(given) if count_words(item.text) <= SHORT_ADVICE}
    shortest = sorted((item.text for item in given), key=count_words)[:1]
    yield from [short[when] for when in URGENCIES if when in short] or shortest


def _denied(case: Case, names: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(denied(case.knowledge.findings[name].label) for name in names)


def _some(text: str) -> tuple[str, ...]:
    return (text,) if text else ()

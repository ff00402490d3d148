"""The pages of red flags and tests: the rule in words, the cases it is held to, and who asks for what."""

from collections.abc import Mapping

from service.doors.book.cites import Cites
from service.doors.book.gaps import red_flag_gaps, test_gaps
from service.doors.book.parts import codes, level, reviewed, workup
from service.doors.book.rule_words import rule_words
from service.doors.book.shelf import Asked, Book
from service.doors.book.words import PRIORITIES
from service.doors.certify import Json
from service.doors.overlay import elsewhere
from service.engine.knowledge import RedFlag, Test


def red_flag_page(book: Book, one: RedFlag, cites: Cites) -> Json:
    """A floor under the referral: when, how fast, to whom, why, and its cases."""
    margin = book.margin("red-flags", one.id)
    return {
        "floor": level(book, one.level, one.to),
        "certificate": cites.certificate(one.certificate),
        "reviewed": reviewed(margin.get("reviewed")),
        "rule": rule_words(book, one.when),
        "fires": [_case(book, case) for case in margin.get("fires", ())],
        "almost": [_case(book, case) for case in margin.get("almost", ())],
        "reads": book.refs("findings", one.reads),
        "workup": workup(book, one.workup, cites),
        "gaps": red_flag_gaps(one),
    }


def test_page(book: Book, one: Test, cites: Cites) -> Json:
    """An investigation: when, when not, what it settles, and which rules ask for it."""
    asked = sorted(book.asked_by.get(one.id, ()), key=_soonest)
    return {
        "indication": one.indication,
        "avoid_when": one.avoid_when,
        "instead": elsewhere(one.elsewhere),
        "certificate": cites.certificate(one.certificate),
        "effort": _effort(one, cites),
        "settles": book.refs("findings", one.settles),
        "codes": codes(one.codes),
        "asked_by": {
            kind: [_asked(wish, cites) for wish in asked if wish.rule.kind == kind]
            for kind in ("conditions", "red-flags")
        },
        "gaps": test_gaps(book, one),
    }


def _effort(one: Test, cites: Cites) -> Json | None:
    if one.effort is None:
        return None
    takes = f"About {one.effort.minutes:g} minutes; cost: {one.effort.cost}."
    return {"takes": takes, **cites.certificate(one.effort.certificate)}


def _case(book: Book, case: Mapping[str, str]) -> list[Json]:
    return [{"ref": book.ref("findings", name), "status": status} for name, status in case.items()]


def _soonest(wish: Asked) -> tuple[int, str]:
    return list(PRIORITIES).index(wish.suggestion.priority), wish.rule.label.casefold()


def _asked(wish: Asked, cites: Cites) -> Json:
    suggestion = wish.suggestion
    return {
        "ref": wish.rule,
        "priority": PRIORITIES[suggestion.priority],
        **cites.certificate(suggestion.certificate),
    }

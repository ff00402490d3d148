"""Parts that pages of several kinds share: codes, referral, tests asked for, what to come back for."""

from collections.abc import Iterable, Mapping

from service.doors.book.cites import Cites
from service.doors.book.shelf import Book
from service.doors.book.words import COME_BACK, PRIORITIES, SYSTEMS, spelt
from service.doors.certify import Json
from service.engine.knowledge import SafetyNet, Suggestion
from service.engine.terms import Level


def codes(given: Mapping[str, tuple[str, ...]]) -> list[Json]:
    """Codes by terminology."""
    return [{"system": SYSTEMS.get(name) or spelt(name), "values": list(values)} for name, values in given.items()]


def level(book: Book, one: Level, to: str | None = None) -> Json:
    """A referral level in words, with the service."""
    policy = book.knowledge.policy
    return {
        "level": one.word,
        "label": policy.level_labels[one],
        "within": _within(policy.within[one]),
        "to": policy.services[to] if to else None,
    }


def _within(time: str) -> str:
    """A span as an adverbial: `within 2 weeks`; other words stand as they are."""
    return f"within {time}" if time[:1].isdigit() else time


def workup(book: Book, wishes: Iterable[Suggestion], cites: Cites) -> list[Json]:
    """The tests that a rule asks for, soonest first."""
    order = list(PRIORITIES)
    return [
        {
            "ref": book.ref("tests", wish.test),
            "priority": PRIORITIES[wish.priority],
            **cites.certificate(wish.certificate),
        }
        for wish in sorted(wishes, key=lambda wish: order.index(wish.priority))
    ]


def safety_net(items: Iterable[SafetyNet]) -> list[Json]:
    """What to come back for, most urgent first."""
    order = list(COME_BACK)
    return [
        {"text": item.text, "when": COME_BACK[item.when], "urgency": item.when}
        for item in sorted(items, key=lambda item: order.index(item.when))
    ]


def reviewed(given: Mapping[str, str] | None) -> Json | None:
    """Who reviewed a rule, and when; None: nobody yet."""
    return {"by": given["by"], "date": given["date"]} if given else None

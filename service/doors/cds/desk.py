"""What answering calls needs of one knowledge and one site, built once."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from schemas.cds_overrides import OVERRIDE_REASONS
from service.doors.cds.ids import REFERRAL, Topics, index_topics
from service.doors.cds.relevance import twitching_findings
from service.doors.fhir.canonical import own
from service.doors.fhir.items import Item, build_items
from service.doors.intake import Reception
from service.engine.pack import Knowledge

Json = dict[str, Any]

ICON = "/static/cds-icon.png"


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """`base_url`: the site's public address; empty: no card links anywhere. `launch`: path of the SMART app.

    `servers`: the FHIR servers that may be asked for what a call's prefetch lacks.
    """

    reception: Reception
    items: tuple[Item, ...]
    wanted: frozenset[str]
    topics: Topics
    override_reasons: tuple[Json, ...]
    base_url: str = ""
    launch: str = ""
    servers: tuple[str, ...] = ()

    @property
    def knowledge(self) -> Knowledge:
        """The rules."""
        return self.reception.knowledge

    def address(self, path: str) -> str:
        """The absolute address of a path of this service, or an empty text where the site's own is not known."""
        return f"{self.base_url}{path}" if self.base_url else ""

    def source(self, kind: str, name: str, label: str) -> Json:
        """The source of a card, with the rule that it rests on as its topic."""
        more = {"url": self.address("/"), "icon": self.address(ICON)} if self.base_url else {}
        topic = {"system": own(kind), "code": name, "display": label}
        return {"label": f"Fascicle, rules {self.knowledge.version}", **more, "topic": topic}


def open_desk(reception: Reception, *, base_url: str = "", launch: str = "", servers: tuple[str, ...] = ()) -> Desk:
    """Prepare to answer calls."""
    reasons = tuple(
        {"system": own("override-reasons"), "code": code, "display": words} for code, words in OVERRIDE_REASONS.items()
    )
    return Desk(
        reception=reception,
        items=build_items(reception.knowledge),
        wanted=twitching_findings(reception.knowledge),
        topics=index_topics(_topics(reception.knowledge)),
        override_reasons=reasons,
        base_url=base_url,
        launch=launch,
        servers=servers,
    )


def _topics(knowledge: Knowledge) -> Iterator[str]:
    shelves = {
        "red-flags": {**knowledge.red_flags, **knowledge.withdrawn.red_flags},
        "conditions": knowledge.conditions,
        "medications": knowledge.medications,
        "tests": knowledge.tests,
    }
    yield REFERRAL
    for kind, entries in shelves.items():
        yield from (f"{kind}/{name}" for name in entries)

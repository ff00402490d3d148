"""Change: two visits of one patient compared. What was not mentioned is unknown: never new for sure, never resolved."""

from collections.abc import Iterator
from dataclasses import dataclass

from service.engine.evidence import Evidence
from service.engine.facts import EVERYWHERE, Fact
from service.engine.history import History, Site
from service.engine.pack import Knowledge

# Kinds of finding that can come and go between two visits.
_COMPARED = frozenset({"symptom", "sign", "movement", "result"})
# Mean days of a month of the calendar, 365.25 / 12.
DAYS_A_MONTH = 30.4375
# New regions a month from which spread is fast, and below which it is slow: within weeks, or slower than two a year.
FAST = 1.0
SLOW = 1 / 6

_REGIONS = {
    "face": ("face", "eyelid", "eye", "cheek", "forehead", "lip", "chin", "perioral"),
    "mouth and throat": ("jaw", "tongue", "palate", "throat"),
    "neck": ("neck", "head"),
    "arm": ("arm", "upper-arm", "forearm", "shoulder", "hand", "finger", "thumb"),
    "leg": ("leg", "thigh", "calf", "foot", "toe", "hip"),
    "trunk": ("trunk", "chest", "abdomen", "back", "buttock"),
    "whole body": (EVERYWHERE,),
}
_REGION_OF = {site: region for region, sites in _REGIONS.items() for site in sites}
_ANY_LIMB = "limb"
# A course as stated against what the comparison says of it.
_CONTRARY = {"progressive": ("stable", "improving", "single_episode"), "improving": ("progressive",)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Spread:
    """A region of the body that moves now and did not then, or a second side of one that did. `site` as told."""

    region: str
    site: str
    side: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What changed in `days`. Findings are the most specific ones, by id.

    `new` were absent and are present, `resolved` the other way round; `newly_reported` were not mentioned then,
    `not_mentioned` are not mentioned now. `course`: what all this says of the course, None where nothing; `stated`: the
    course that the history states against it.
    """

    days: float
    new: tuple[str, ...]
    resolved: tuple[str, ...]
    newly_reported: tuple[str, ...]
    not_mentioned: tuple[str, ...]
    spread: tuple[Spread, ...]
    course: str | None
    stated: str | None

    @property
    def per_month(self) -> float:
        """New regions or sides a month."""
        return len(self.spread) * DAYS_A_MONTH / self.days

    @property
    def pace(self) -> str:
        """The pace of spread in a word: none, slow, steady or fast."""
        if not self.spread:
            return "none"
        return "fast" if self.per_month >= FAST else "slow" if self.per_month < SLOW else "steady"


def compare(knowledge: Knowledge, then: Evidence, now: Evidence, history: History) -> Change | None:
    """What changed since the earlier visit of a history; None where it has none. Evidence as told, nothing inferred."""
    if history.earlier is None:
        return None
    spread = tuple(_spread(history.earlier.history.sites, history.sites, history.earlier.days_ago))
    new = _between(knowledge, now, then, now.leaves, was=False)
    resolved = _between(knowledge, then, now, then.leaves, was=False)
    reported = _between(knowledge, now, then, now.leaves, was=None)
    course = _course(knowledge, new, resolved, reported, spread)
    return Change(
        days=history.earlier.days_ago,
        new=new,
        resolved=resolved,
        newly_reported=reported,
        not_mentioned=_between(knowledge, then, now, then.leaves, was=None),
        spread=spread,
        course=course,
        stated=_against(history, course),
    )


def learnt(change: Change, history: History) -> dict[str, Fact]:
    """The facts that the comparison adds to a history, by field: a course that was not stated, and spread."""
    facts: dict[str, Fact] = {}
    if change.course is not None and "course" not in history.fields:
        facts["course"] = change.course
    if change.spread:
        facts["sites.spread"] = True
    return facts


def _between(
    knowledge: Knowledge, one: Evidence, other: Evidence, present: frozenset[str], *, was: bool | None
) -> tuple[str, ...]:
    """What is present at one visit and has the status `was` at the other."""
    kept = (name for name in sorted(present) if one.statuses[name] and knowledge.findings[name].kind in _COMPARED)
    return tuple(name for name in kept if other.statuses.get(name) is was)


def _course(
    knowledge: Knowledge,
    new: tuple[str, ...],
    resolved: tuple[str, ...],
    reported: tuple[str, ...],
    spread: tuple[Spread, ...],
) -> str | None:
    """Progressive on spread or on a new sign of a group that marks progress; improving only where nothing is new."""
    groups = (knowledge.group_of.get(name) for name in new)
    if spread or any(group is not None and group.progress for group in groups):
        return "progressive"
    return "improving" if resolved and not new and not reported else None


def _against(history: History, course: str | None) -> str | None:
    stated = history.fields.get("course")
    return str(stated) if course is not None and stated in _CONTRARY[course] else None


def _spread(then: tuple[Site, ...], now: tuple[Site, ...], days: float) -> Iterator[Spread]:
    """Regions and sides that are new. Twitches that roam do not spread, nor do places older than the earlier visit."""
    before = _sides(then)
    if not before or EVERYWHERE in {site.site for site in then}:
        return
    found: dict[tuple[str, str | None], Spread] = {}
    for site in sorted(now, key=lambda one: (one.site, one.side or "")):
        region = _REGION_OF.get(site.site)
        if region is None or site.fixed is False or (site.since_days is not None and site.since_days >= days):
            continue
        for side in _new_sides(before, region, site.side):
            found.setdefault((region, side), Spread(region=region, site=site.site, side=side))
    yield from found.values()


def _new_sides(before: dict[str, set[str | None]], region: str, side: str | None) -> Iterator[str | None]:
    if region in ("arm", "leg") and _ANY_LIMB in before:
        return
    if region not in before:
        yield side
    elif side is not None and None not in before[region]:
        told = {"left", "right"} if side == "both" else {side}
        yield from sorted(told - before[region])


def _sides(sites: tuple[Site, ...]) -> dict[str, set[str | None]]:
    """Region -> the sides told of it; None among them where one was told without a side."""
    found: dict[str, set[str | None]] = {}
    for site in sites:
        region = _REGION_OF.get(site.site, site.site)
        found.setdefault(region, set()).update(("left", "right") if site.side == "both" else (site.side,))
    return found

"""A slow, plain twin of the engine, written from the design over the rules as they stand in the files.

It shares no code with the engine or the loader: statuses are the words of the history, truth is a number (0 no,
0.5 not known, 1 yes, so that `all` is the least, `any` the greatest and `not` the difference from 1), and everything is
worked out again at each question.
"""

import math
from collections.abc import Mapping
from typing import Any

Rule = dict[str, Any]
Statuses = Mapping[str, str]
LEVELS = ("self_care", "primary_care", "routine", "urgent", "emergency")


class ContradictoryError(Exception):
    """Something would be present and absent at once."""


def truth(when: Rule, statuses: Statuses) -> float:
    """How true a `when` is: 0, 0.5 or 1."""
    if "finding" in when:
        known, wanted = statuses.get(when["finding"], "unknown"), when.get("is", "present")
        return 0.5 if known == "unknown" != wanted else float(known == wanted)
    if "not" in when:
        return 1 - truth(when["not"], statuses)
    if "of" in when:
        descending = sorted((truth(part, statuses) for part in when["of"]), reverse=True)
        return descending[when["at_least"] - 1] if when["at_least"] <= len(descending) else 0
    joined = min if "all" in when else max
    return joined(truth(part, statuses) for part in when["all" if "all" in when else "any"])


def named(when: Rule) -> set[str]:
    """Every finding in a `when`."""
    if "finding" in when:
        return {when["finding"]}
    below = [when["not"]] if "not" in when else next(when[key] for key in ("all", "any", "of") if key in when)
    return set().union(*(named(part) for part in below))


def would_help(when: Rule, statuses: Statuses, *, turned: bool = False) -> set[str]:
    """The unknown findings whose presence an unsettled rule still waits for. `turned` below an odd number of nots."""
    if truth(when, statuses) != 0.5:
        return set()
    if "finding" in when:
        return {when["finding"]} if (when.get("is", "present") == "present") is not turned else set()
    if "not" in when:
        return would_help(when["not"], statuses, turned=not turned)
    parts = next(when[key] for key in ("all", "any", "of") if key in when)
    return set().union(*(would_help(part, statuses, turned=turned) for part in parts))


class Twin:
    """The model over one set of rules."""

    def __init__(self, rules: Mapping[str, list[Rule]]) -> None:
        """Keep the rules by id."""
        self.findings = {rule["id"]: rule for rule in rules["findings"]}
        self.kind_of_group = {rule["id"]: rule["kind"] for rule in rules["groups"]}
        self.pile_of_group = {rule["id"]: rule.get("pile") for rule in rules["groups"]}
        self.cards = {rule["id"]: rule for rule in rules["conditions"] if rule["status"] == "in_use"}
        self.red_flags = rules["red_flags"]
        self.screens = {rule["id"]: rule for rule in rules["screens"]}
        self.scale = rules["scale"][0]
        self.constants = {rule["id"]: rule["value"] for rule in self.scale["constants"]}
        self.referral = {rule["id"]: rule for rule in rules["referral"][0]["levels"]}
        self.above = {name: self._above(name) for name in self.findings}
        self.group_of = {name: self._group_of(name) for name in self.findings}
        self.tables = {name: self._table(card) for name, card in self.cards.items()}

    def _above(self, name: str) -> list[str]:
        """All that a finding implies, nearest first."""
        found: list[str] = []
        level = [name]
        while level:
            level = [parent for child in level for parent in self.findings[child].get("parents", [])]
            found += [parent for parent in level if parent not in found]
            found = list(dict.fromkeys(found))
        return found

    def _group_of(self, name: str) -> str | None:
        """A finding's own group, or else that of its nearest ancestor whose members travel together."""
        own = self.findings[name].get("group")
        if own:
            return str(own)
        inherited = [self.findings[parent].get("group") for parent in self.above[name]]
        return next((g for g in inherited if g and self.kind_of_group[g] != "exclusive"), None)

    def _exclusive(self, name: str) -> bool:
        group = self.group_of[name]
        return group is not None and self.kind_of_group[group] == "exclusive"

    def _pile(self, name: str) -> str | None:
        """The findings with which this one shares a discount: its group's pile, or its group unless exclusive."""
        group = self.group_of[name]
        if group is None:
            return None
        return self.pile_of_group[group] or (None if self.kind_of_group[group] == "exclusive" else group)

    def evidence(self, stated: Statuses, screens: tuple[str, ...] = ()) -> dict[str, str]:
        """All statuses after closure and screens."""
        present = {f for name, word in stated.items() if word == "present" for f in (name, *self.above[name])}
        denied = {name for name, word in stated.items() if word == "absent"}
        absent = {f for f in self.findings if denied & {f, *self.above[f]}}
        if present & absent:
            raise ContradictoryError
        unsure = {name for name, word in stated.items() if word == "unknown"}
        doubtful = {f for name in unsure for f in (name, *self.above[name])}
        for screen in screens:
            cleared = {f for f in self.screens[screen]["absent"] if f not in present | doubtful}
            absent |= {f for f in self.findings if cleared & {f, *self.above[f]}} - present - doubtful
        return {**dict.fromkeys(present, "present"), **dict.fromkeys(absent, "absent")}

    def _table(self, card: Rule) -> dict[str, float]:
        """Every finding that a card speaks of, with its percent there."""
        percents: dict[str, float] = {}
        for family, profile in card["profiles"].items():
            percents.update(self._whole_profile(family, profile))
        for item in card["findings"]:
            percents[item["finding"]] = item["percent"] if "percent" in item else self.scale["classes"][item["class"]]
        return percents

    def _whole_profile(self, family: str, profile: Rule) -> dict[str, float]:
        """A profile's listed members, and `otherwise` for the rest but those below a listed one."""
        listed = profile["percents"]
        whole = dict(listed)
        if self.kind_of_group[family] == "profile":
            for name, rule in self.findings.items():
                silent = set(listed) & {name, *self.above[name]}
                if rule.get("group") == family and not silent:
                    below = [percent for other, percent in listed.items() if name in self.above[other]]
                    whole[name] = max([profile["otherwise"], *below])
        return whole

    def _bounded(self, percent: float) -> float:
        return min(max(percent, self.constants["lowest-percent"]), self.constants["highest-percent"]) / 100

    def _weight(self, condition: str, name: str, *, present: bool) -> float:
        """10*log10 of how many times likelier the status is with the condition than in everybody."""
        here = self._bounded(self.tables[condition][name])
        everywhere = self._bounded(self.findings[name]["background"]["percent"])
        return 10 * math.log10(here / everywhere if present else (1 - here) / (1 - everywhere))

    def speakers(self, condition: str, statuses: Statuses) -> set[tuple[str, bool]]:
        """Which findings of a card speak, and whether as present."""
        table = self.tables[condition]
        present = {name for name, word in statuses.items() if word == "present"}
        specific = {name for name in present if not any(name in self.above[other] for other in present)}
        heard = {next((f for f in (name, *self.above[name]) if f in table), None) for name in specific} - {None}
        denied = {n for n in table if statuses.get(n) == "absent" and not self._exclusive(n)}
        yes = {n for n in heard if not any(n in self.above[other] for other in heard)}
        no = {n for n in denied if not denied & set(self.above[n])}
        return {(name, True) for name in yes} | {(name, False) for name in no}

    def from_evidence(self, condition: str, statuses: Statuses) -> float:
        """Points of all that speaks, the later ones of a group discounted, and of the combinations that hold."""
        total = 0.0
        piles: dict[tuple[str, bool], list[float]] = {}
        for name, present in self.speakers(condition, statuses):
            points, pile = self._weight(condition, name, present=present), self._pile(name)
            if pile is None:
                total += points
            else:
                piles.setdefault((pile, points > 0), []).append(points)
        for members in piles.values():
            for place, points in enumerate(sorted(members, key=abs, reverse=True)):
                total += points * self.constants["group-discount"] ** place
        fitting = [c for c in self.cards[condition].get("combinations", []) if truth(c["when"], statuses) == 1]
        return total + sum(c["points"] for c in fitting)

    def points(self, setting: str, statuses: Statuses) -> dict[str, float]:
        """Prior and evidence of every condition."""
        tiers = {name: self.scale["tiers"][card["prior"][setting]] for name, card in self.cards.items()}
        return {n: 10 * math.log10(tiers[n] / 100) + self.from_evidence(n, statuses) for n in self.cards}

    def probabilities(self, points: Mapping[str, float]) -> dict[str, float]:
        """Points read as odds, shared out over the pack."""
        odds = {name: 10 ** (p / 10) for name, p in points.items()}
        return {name: o / sum(odds.values()) for name, o in odds.items()}

    def order(self, points: Mapping[str, float]) -> list[str]:
        """By points, then the dangerous ones, then the id."""
        return sorted(points, key=lambda n: (-round(points[n], 9), not self.cards[n]["must_not_miss"], n))

    def fired(self, statuses: Statuses) -> list[str]:
        """The red flags that hold, by id."""
        return sorted(flag["id"] for flag in self.red_flags if truth(flag["when"], statuses) == 1)

    def missing(self, leader: str, statuses: Statuses) -> set[str]:
        """What a reassuring label would still need: its own facts, and the symptoms that would complete a red flag."""
        own = self.cards[leader].get("earned_when", [])
        asked = {f for flag in self.red_flags if self._begun(flag, statuses) for f in self._completing(flag, statuses)}
        broadest = {f for f in asked if not asked & set(self.above[f])}
        return broadest | {r["finding"] for r in own if statuses.get(r["finding"], "unknown") != r["is"]}

    def _begun(self, flag: Rule, statuses: Statuses) -> bool:
        """An urgent flag of which something is there already, other than age, sex or course."""
        there = {f for f in named(flag["when"]) if statuses.get(f) == "present"}
        telling = any(self.findings[f]["kind"] not in ("demographic", "course") for f in there)
        return telling and self._rank_of(flag["level"]) >= self._rank_of("urgent")

    def _completing(self, flag: Rule, statuses: Statuses) -> set[str]:
        """Symptoms not known, any one of which would by itself make the flag fire."""
        waited = {f for f in would_help(flag["when"], statuses) if self.findings[f]["kind"] == "symptom"}
        supposed = {f: {**statuses, **dict.fromkeys((f, *self.above[f]), "present")} for f in waited}
        return {f for f in waited if truth(flag["when"], supposed[f]) == 1}

    def level(self, setting: str, statuses: Statuses) -> str:
        """The referral level of a history in scope."""
        points = self.points(setting, statuses)
        chances, leader = self.probabilities(points), self.order(points)[0]
        fired = self.fired(statuses)
        asked = [flag["level"] for flag in self.red_flags if flag["id"] in fired]
        for level, rule in self.referral.items():
            needing = [
                n for n in self.cards if self._rank_of(self.cards[n]["referral"]["level"]) >= self._rank_of(level)
            ]
            if "threshold" in rule and sum(chances[n] for n in needing) >= rule["threshold"]:
                asked.append(level)
        highest = max(asked, key=self._rank_of, default="self_care")
        if highest != "self_care":
            return highest
        earned = self.cards[leader]["benign"] and not self.missing(leader, statuses)
        return str(self.cards[leader]["referral"]["level"]) if earned else "primary_care"

    @staticmethod
    def _rank_of(level: str) -> int:
        return LEVELS.index(level)

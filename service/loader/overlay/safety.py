"""Safety: what the pack's rules for safety hear, so that no overlay may take it from them.

Rules for safety are the red flags, the facts that earn a reassuring label, and what makes a danger implausible.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from service.engine.ontology import Ontology, build_ontology
from service.loader.files import RuleFile, entries
from service.loader.predicate import named_findings

Data = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Safety:
    """`heard`: findings that such a rule reads. `calming`: those whose presence could make one less careful.

    `progress`: findings that, when new since an earlier visit, mean that the illness moves on.
    """

    heard: frozenset[str]
    calming: frozenset[str]
    progress: frozenset[str]
    ontology: Ontology

    def line(self, finding: str) -> set[str]:
        """A finding with all that it implies, present or absent."""
        return {finding, *self.ontology.ancestors[finding], *self.ontology.descendants[finding]}


def read_safety(files: list[RuleFile]) -> Safety:
    """What the rules in a pack's checked files hear."""
    findings = {entry.data["id"]: entry.data for entry in entries(files, "findings")}
    flags = [entry.data["when"] for entry in entries(files, "red_flags")]
    cards = [entry.data for entry in entries(files, "conditions")]
    unlikely = {name for card in cards if "implausible_when" in card for name in _named(card["implausible_when"])}
    needs = [need for card in cards for need in card.get("earned_when", ())]
    return Safety(
        heard=frozenset({n for when in flags for n, _ in named_findings(when, ())} | unlikely | _needed(needs)),
        calming=frozenset({n for when in flags for n in _calming(when)} | unlikely | _needed(needs, "present")),
        progress=_progress(files, findings),
        ontology=build_ontology({name: data.get("parents", ()) for name, data in findings.items()}),
    )


def _named(rule: Data) -> set[str]:
    return {name for name, _ in named_findings(rule["when"], ())}


def _needed(needs: list[Data], status: str | None = None) -> set[str]:
    return {need["finding"] for need in needs if status in (None, need["is"])}


def _calming(when: Data, *, denied: bool = False) -> Iterator[str]:
    """The findings of a `when` that it does not simply ask to be present."""
    if "finding" in when:
        asked = when.get("is", "present")
        if asked != ("absent" if denied else "present"):
            yield when["finding"]
    elif "not" in when:
        yield from _calming(when["not"], denied=not denied)
    else:
        for key in ("all", "any", "of"):
            for part in when.get(key, ()):
                yield from _calming(part, denied=denied)


def _progress(files: list[RuleFile], findings: Mapping[str, Data]) -> frozenset[str]:
    groups = {entry.data["id"] for entry in entries(files, "groups") if entry.data.get("progress")}
    return frozenset(name for name, data in findings.items() if data.get("group") in groups)

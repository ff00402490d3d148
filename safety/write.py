"""A safety case as files: HTML to read, print and sign, CSV for a spreadsheet, JSON for a program."""

import csv
import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from safety import tables
from safety.records import HERE, Case, Hazard
from safety.release import Release
from safety.results import PASSED, result_of
from safety.reviews import Review
from safety.sbom import licences

PAGE = "safety-case.html"


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """All that a safety case tells: what was written, what was tried, and of what.

    `changed`: the tree was another when the tests ended, so that the results are of no one revision.
    """

    case: Case
    release: Release
    intended_use: Mapping[str, str]
    gaps: Sequence[str]
    results: Mapping[str, str]
    reviews: Sequence[Review]
    sbom: Mapping[str, Any] | None
    changed: bool = False

    @property
    def proven(self) -> bool:
        """Whether every test of every hazard ran and passed, on one tree."""
        return not self.changed and all(result_of(hazard, self.results) == PASSED for hazard in self.case.hazards)


def write(draft: Draft, folder: Path) -> None:
    """Write the draft into a folder, over what stood there by the same names."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, table in _tables(draft).items():
        _write_table(folder, name, table)
    (folder / PAGE).write_text(page(draft), "utf-8")
    (folder / "safety-case.json").write_text(_json(_told(draft)), "utf-8")
    if draft.sbom is not None:
        write_parts(draft.sbom, folder)


def write_parts(sbom: Mapping[str, Any], folder: Path) -> None:
    """Write the bill of materials and the list of licences."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "sbom.cdx.json").write_text(_json(sbom), "utf-8")
    _write_table(folder, "licences", tables.licence_list(licences(sbom)))


def _write_table(folder: Path, name: str, table: tables.Table) -> None:
    head, rows = table
    # With a byte order mark, by which spreadsheets know that it is UTF-8.
    with (folder / f"{name}.csv").open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file).writerows([head, *rows])


def page(draft: Draft) -> str:
    """The draft as one page that needs nothing else: no script, no other file."""
    environment = Environment(
        loader=FileSystemLoader(HERE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template(PAGE).render(
        draft=draft,
        case=draft.case,
        scales=draft.case.scales,
        release=draft.release,
        results=draft.results,
        found={hazard.id: result_of(hazard, draft.results) for hazard in draft.case.hazards},
        outcomes=Counter(draft.results.values()),
        risks=Counter(draft.case.scales.risk_of(hazard.after) for hazard in draft.case.hazards),
        worst_first=_worst_first(draft.case),
        anomalies=tables.anomalies,
        reviewed=[review for review in draft.reviews if review.who],
        counts=_counts(draft),
        licences=list(licences(draft.sbom)) if draft.sbom else [],
    )


def _worst_first(case: Case) -> list[Hazard]:
    """The hazards by what remains of their risk, then by what it was."""
    risk = case.scales.risk_of
    return sorted(case.hazards, key=lambda hazard: (-risk(hazard.after), -risk(hazard.before), hazard.id))


def _tables(draft: Draft) -> dict[str, tables.Table]:
    return {
        "hazard-log": tables.hazard_log(draft.case, draft.results),
        "trace": tables.trace(draft.case, draft.results),
        "soup": tables.soup(draft.case.of_others),
        "reviews": tables.review_record(draft.reviews),
    }


def _counts(draft: Draft) -> dict[str, dict[str, int]]:
    """By kind of rule: how many there are, and how many have been reviewed."""
    every = Counter(review.kind for review in draft.reviews)
    done = Counter(review.kind for review in draft.reviews if review.who)
    return {kind: {"all": count, "reviewed": done[kind]} for kind, count in every.items()}


def _told(draft: Draft) -> dict[str, Any]:
    """The same for programs: what was released, what each hazard came to, what was reviewed."""
    return {
        "release": asdict(draft.release),
        "changed_while_tested": draft.changed,
        "signed_by": None,
        "hazards": {hazard.id: result_of(hazard, draft.results) for hazard in draft.case.hazards},
        "tests": dict(draft.results),
        "reviews": _counts(draft),
    }


def _json(data: Mapping[str, Any]) -> str:
    return json.dumps(data, indent=2, ensure_ascii=False) + "\n"

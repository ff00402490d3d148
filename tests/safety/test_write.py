"""A draft as files: whole, escaped, with its results, and signed by nobody."""

import csv
import json
from dataclasses import replace
from pathlib import Path

import pytest

from safety.records import Case
from safety.release import Release
from safety.reviews import Review
from safety.write import Draft, page, write
from tests.safety.conftest import HERE
from tests.support.html import VOID, Page

REVIEWS = (
    Review("condition", "als", "ALS", None, None, None),
    Review("red flag", "tetany", "Tetany", "A Name", "neurologist", "2026-11-01"),
)


@pytest.fixture
def draft(made_up: Case) -> Draft:
    return Draft(
        case=made_up,
        release=Release(
            product="1.2",
            knowledge="2026.1",
            sha256="ab" * 32,
            released="2026-01-01",
            regulatory_status="For evaluation.",
            revision="cd" * 20,
        ),
        intended_use={"not_for": "Not a diagnosis."},
        gaps=("Vignettes are not patients.",),
        results={HERE: "passed"},
        reviews=REVIEWS,
        sbom={"components": [{"name": "a", "version": "1", "licenses": [{"license": {"id": "MIT"}}]}]},
    )


def rows(folder: Path, name: str) -> list[dict[str, str]]:
    with (folder / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_every_file_is_written(draft: Draft, tmp_path: Path) -> None:
    write(draft, tmp_path)
    names = {"hazard-log.csv", "trace.csv", "soup.csv", "reviews.csv", "licences.csv"}
    assert {path.name for path in tmp_path.iterdir()} == {
        *names,
        "safety-case.html",
        "safety-case.json",
        "sbom.cdx.json",
    }
    told = json.loads((tmp_path / "safety-case.json").read_text("utf-8"))
    assert told["release"]["sha256"] == "ab" * 32
    assert told["signed_by"] is None
    assert told["reviews"] == {"condition": {"all": 1, "reviewed": 0}, "red flag": {"all": 1, "reviewed": 1}}


def test_the_hazard_log_has_a_line_for_each_hazard_with_its_result(draft: Draft, tmp_path: Path) -> None:
    write(draft, tmp_path)
    (row,) = rows(tmp_path, "hazard-log")
    assert (row["id"], row["risk"], row["residual risk"], row["result"], row["person"]) == (
        "H01",
        "5",
        "3",
        "passed",
        "",
    )
    assert row["tests"] == f"{HERE} (passed)"


def test_the_trace_leads_from_requirement_to_test(draft: Draft, tmp_path: Path) -> None:
    write(draft, tmp_path)
    told = [(r["requirement"], r["hazard"], r["control"], r["test"], r["result"]) for r in rows(tmp_path, "trace")]
    assert told == [
        ("R01", "H01", "page:/", HERE, "passed"),
        ("R01", "H01", "setting:FASCICLE_BIND", "", "no test: for the site"),
    ]


def test_what_nobody_reviewed_is_said_to_be_so(draft: Draft, tmp_path: Path) -> None:
    write(draft, tmp_path)
    assert [row["reviewed by"] for row in rows(tmp_path, "reviews")] == ["not reviewed", "A Name"]
    assert [row["known anomalies reviewed"] for row in rows(tmp_path, "soup")] == ["not reviewed"]
    assert [row["licence"] for row in rows(tmp_path, "licences")] == ["MIT"]
    text = Page(page(draft)).text
    assert "0 of 1 (conditions)" in text
    assert "1 of 1 (red flags)" in text
    assert "reviewed: 0 of 1 parts of software" in text


def test_the_page_names_what_was_tried_and_nobody_has_signed_it(draft: Draft) -> None:
    found = Page(page(draft))
    for words in (
        "1.2",
        "2026.1",
        "ab" * 32,
        "cd" * 20,
        "For evaluation.",
        "Not a diagnosis.",
        "Nobody has signed it.",
    ):
        assert words in found.text
    assert '<tr><th scope="row">Signature</th><td></td></tr>' in found.source
    assert "nobody is named yet" in found.text


def test_the_page_needs_nothing_else_and_is_sound(draft: Draft) -> None:
    found = Page(page(draft))
    assert found.faults == []
    assert {"script", "img", "link", "iframe"}.isdisjoint({*found.tags} - VOID)
    assert "It is & misread" in found.text
    assert "Says <so>." in found.text
    places = {link.removeprefix("#") for link in found.links}
    assert places <= set(found.ids)


@pytest.mark.parametrize("result", ["failed", "not run"])
def test_a_hazard_without_a_test_that_passed_is_not_proven(result: str, draft: Draft) -> None:
    assert draft.proven
    broken = replace(draft, results={HERE: result})
    assert not broken.proven
    assert f'<strong class="{result.replace(" ", "-")}">{result}</strong>' in page(broken)

"""A draft as files: whole, escaped, with its results, and signed by nobody."""

import csv
import json
import re
from codecs import BOM_UTF8
from dataclasses import replace
from pathlib import Path

import pytest

from safety.__main__ import main
from safety.records import Case, Estimate
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
            tried="2026-11-22T16:00+00:00",
            on="Python 3.13",
        ),
        intended_use={"not_for": "Not a diagnosis."},
        gaps=("Vignettes are not patients.",),
        results={HERE: "passed"},
        reviews=REVIEWS,
        sbom={"components": [{"name": "a", "version": "1", "licenses": [{"license": {"id": "MIT"}}]}]},
    )


def rows(folder: Path, name: str) -> list[dict[str, str]]:
    with (folder / f"{name}.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def test_the_parts_alone_are_written_without_running_anything(
    draft: Draft, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("safety.__main__.make_sbom", lambda: draft.sbom)
    monkeypatch.delattr("safety.__main__.run")
    # The log of this process is that of the other tests, too.
    monkeypatch.setattr("safety.__main__.quieten", lambda _: None)
    assert main(["--parts", str(tmp_path / "parts")]) == 0
    assert {path.name for path in (tmp_path / "parts").iterdir()} == {"sbom.cdx.json", "licences.csv"}
    assert rows(tmp_path / "parts", "licences")[0]["licence"] == "MIT"


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


def test_the_riskiest_hazard_stands_first(draft: Draft) -> None:
    first = draft.case.hazards[0]
    mild = replace(first, id="H02", after=Estimate(severity="mild", likelihood="rare"))
    bad = replace(first, id="H03", after=first.before)
    case = replace(draft.case, hazards=(mild, first, bad))
    table = page(replace(draft, case=case)).partition("<tbody>")[2].partition("<article")[0]
    assert re.findall(r'href="#(H\d\d)"', table) == ["H03", "H01", "H02"]


def test_results_of_a_tree_that_changed_meanwhile_prove_nothing(draft: Draft) -> None:
    moved = replace(draft, changed=True)
    assert not moved.proven
    assert "The tree changed while the tests ran" in Page(page(moved)).text
    assert "The tree changed" not in page(draft)


def test_spreadsheets_are_told_that_it_is_unicode(draft: Draft, tmp_path: Path) -> None:
    write(draft, tmp_path)
    assert all(path.read_bytes().startswith(BOM_UTF8) for path in tmp_path.glob("*.csv"))

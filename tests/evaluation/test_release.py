"""The check of a release: every difference from the released answers is named in the changelog, or it fails."""

import json
from pathlib import Path

import pytest

from evaluation import diff, diff_release
from evaluation.diff_release import Record, differences, newer_knowledge, read, unacknowledged, write
from tests.evaluation.test_diff import CASES, flag, pack
from tests.support import packs

CHANGELOG = """# Changelog

## Unreleased

### Knowledge

- Weakness counts for more: `ill first: blue →
  red`.

### Code

- `ill referral: routine -> urgent`

## 0.2.0 with knowledge 2026.2.0

### Knowledge

- Red flag alarm: none -> urgent, since it was missed.

## 0.1.0 with knowledge 2026.1.0

### Knowledge

- `plain first: red → blue`
"""


def record(**cases: tuple[str, bool | None, str]) -> Record:
    """A made-up record."""
    found = {name: {"first": f, "top_three": t, "referral": r} for name, (f, t, r) in cases.items()}
    return {"knowledge": {"version": "2026.1.0", "sha256": "0" * 64}, "red_flags": {"alarm": "urgent"}, "cases": found}


def test_every_difference_has_a_name() -> None:
    before = record(a=("red", True, "routine"), gone=("red", True, "routine"), b=("none", None, "self_care"))
    after = record(a=("blue", False, "urgent"), new=("red", True, "routine"), b=("none", None, "self_care"))
    after["red_flags"] = {"alarm": "emergency", "siren": "urgent"}
    assert list(differences(before, after)) == [
        "red flag alarm: urgent → emergency",
        "red flag siren: none → urgent",
        "a first: red → blue",
        "a top three: in → out",
        "a referral: routine → urgent",
    ]


def test_what_is_refused_has_nothing_else_to_compare() -> None:
    before, after = record(a=("red", True, "routine")), record(a=("refused", None, "refused"))
    assert list(differences(before, after)) == ["a first: red → refused"]


def test_a_red_flag_that_is_gone_is_a_difference() -> None:
    after = {**record(), "red_flags": {}}
    assert list(differences(record(), after)) == ["red flag alarm: urgent → none"]


@pytest.mark.parametrize(
    ("name", "acknowledged"),
    [
        ("ill first: blue → red", True),
        ("red flag alarm: none → urgent", False),
        ("ill referral: routine → urgent", False),
        ("plain first: red → blue", False),
        ("ill first: blue → green", False),
    ],
)
def test_a_difference_counts_only_under_knowledge_and_newer_than_the_record(name: str, acknowledged: bool) -> None:
    assert (unacknowledged([name], CHANGELOG, "2026.2.0") == []) is acknowledged


def test_all_that_came_after_the_record_counts() -> None:
    text = newer_knowledge(CHANGELOG, "2026.1.0")
    assert "since it was missed" in text
    assert "plain first" not in text
    assert "plain first" in newer_knowledge(CHANGELOG, "2025.1.0")


# The check, as it is run.


class Site:
    """Rules, a record and a changelog of one's own."""

    def __init__(self, folder: Path) -> None:
        """All below `folder`."""
        self.rules, self.released, self.log = folder / "rules", folder / "released.json", folder / "CHANGELOG.md"
        self.log.write_text("# Changelog\n\n## Unreleased\n\n### Knowledge\n\n", "utf-8")

    def run(self, word: str) -> int:
        """Run the command with all that is one's own."""
        own = ["--rules", str(self.rules), "--released", str(self.released), "--changelog", str(self.log)]
        return diff.main([word, *own])


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Site:
    """A released small pack."""
    monkeypatch.setattr(diff_release, "all_cases", lambda: CASES)
    made = Site(tmp_path)
    packs.write(made.rules, pack(weak=20))
    assert made.run("--record") == 0
    return made


def test_a_fresh_record_passes_without_asking_anything(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(diff, "load")
    assert site.run("--check") == 0


def test_the_record_holds_each_case_and_each_red_flag(site: Site) -> None:
    found = read(site.released)
    assert found
    assert found["cases"]["ill"] == {"first": "blue", "top_three": True, "referral": "routine"}
    assert found["cases"]["well"]["top_three"] is None
    assert site.released.read_text("utf-8").count("\n  ") == len(found["cases"]) + len(found["red_flags"])
    write(found, site.released)
    assert json.loads(site.released.read_text("utf-8")) == found


def test_without_a_record_the_check_fails(site: Site, capsys: pytest.CaptureFixture[str]) -> None:
    site.released.unlink()
    assert site.run("--check") == 1
    assert "make release-record" in capsys.readouterr().out


def test_other_rules_with_the_same_answers_pass(site: Site) -> None:
    packs.write(site.rules, pack(weak=20.5))
    assert site.run("--check") == 0


def test_a_difference_fails_until_the_changelog_names_it(site: Site, capsys: pytest.CaptureFixture[str]) -> None:
    packs.write(site.rules, pack(weak=80, red_flags=(flag("alarm", "thin", "urgent"),)))
    assert site.run("--check") == 1
    said = capsys.readouterr().out
    assert said.splitlines()[1:3] == ["- `red flag alarm: none → urgent`", "- `ill first: blue → red`"]
    with site.log.open("a", encoding="utf-8") as log:
        log.write("- Thinning is seen soon (`red flag alarm: none → urgent`).\n")
    assert site.run("--check") == 1
    assert "1 of 2." in capsys.readouterr().out
    with site.log.open("a", encoding="utf-8") as log:
        log.write("- Weakness tells: `ill first: blue → red`.\n")
    assert site.run("--check") == 0
    assert site.run("--record") == 0
    site.log.write_text("# Changelog\n", "utf-8")
    assert site.run("--check") == 0

"""The statement that the service shows is what the evaluation measured, on the rules that it names."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from evaluation.brier import Bin, Mean
from evaluation.figures import Share, figures
from evaluation.outcomes import Outcome
from evaluation.sections import age_band
from evaluation.statement import GROUPS, STATEMENT, known_gaps, statement, write_statement
from evaluation.trust import Trust
from evaluation.vignettes import Vignette
from schemas.performance import GROUPS as NAMED
from service.engine.pack import Knowledge

Make = Callable[..., Vignette]
ABOUT = {"version": "1", "sha256": "0" * 64}


def trust() -> Trust:
    mean = Mean(0.1, 0.05, 0.2, 2)
    return Trust({"all, as it is": (mean, mean)}, {"as it is": [Bin(0.5, 0.6, 0.55, Share(1, 2))]})


def measured(case: Make) -> dict[str, dict[str, Share]]:
    answers = [("als", "urgent"), ("cidp", "emergency")]
    asked = [
        Outcome(vignette=case(), order=(order,), probabilities=(1.0,), referral=level, covered=True)
        for order, level in answers
    ]
    return {
        "service": figures(asked),
        "sex: not told": figures(asked[:1]),
        "baseline: prior only": figures(asked[1:]),
        "baseline, held-out: prior only": figures([]),
        "certainty, held-out: clear": figures(asked),
    }


def test_every_section_is_a_group_with_its_counts_and_intervals(case: Make) -> None:
    made = statement(ABOUT, measured(case), trust(), ["a gap"])
    assert made["knowledge"] == ABOUT
    assert made["cases"] == 2
    assert [(one["by"], one["name"]) for one in made["groups"]] == [
        ("all", "all"),
        ("sex", "not told"),
        ("certainty_held_out", "clear"),
        ("baseline", "prior only"),
        ("baseline_held_out", "prior only"),
    ]
    first = made["groups"][0]["figures"]
    assert first["strict_top_1"] == {"hits": 1, "of": 2, "share": 0.5, "low": 0.0945, "high": 0.9055}
    assert first["referral_over"]["hits"] == 1
    nothing = made["groups"][-1]["figures"]["strict_top_1"]
    assert nothing == {"hits": 0, "of": 0, "share": None, "low": None, "high": None}
    assert made["reliability"][0]["bins"][0]["right"]["of"] == 2
    assert made["known_gaps"] == ["a gap"]


def test_what_is_written_is_read_back_and_changes_by_the_line(case: Make, tmp_path: Path) -> None:
    path = tmp_path / "performance.json"
    made = statement(ABOUT, measured(case), trust(), ["a gap"])
    write_statement(path, made)
    text = path.read_text("utf-8")
    assert json.loads(text) == made
    assert len(text.splitlines()) > len(made["groups"])


@pytest.mark.parametrize(
    ("years", "band"),
    [(None, "not told"), (0, "0 to 11"), (11.9, "0 to 11"), (12, "12 to 17"), (64.5, "40 to 64"), (99, "65 and over")],
)
def test_an_age_falls_into_one_band(years: float | None, band: str) -> None:
    assert age_band(years) == band


def test_a_page_without_gaps_is_refused(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("# Title\n\n## Known gaps\n\nnone\n", "utf-8")
    with pytest.raises(ValueError, match="has no list"):
        known_gaps(page)
    page.write_text("## Known gaps\n\n- One\n  of two lines.\n- Two.\n\n## Next\n\n- Not this.\n", "utf-8")
    assert known_gaps(page) == ["One of two lines.", "Two."]


def test_the_schema_knows_every_kind_of_group() -> None:
    assert set(GROUPS) == set(NAMED)


def test_the_shown_figures_were_measured_on_these_rules(knowledge: Knowledge) -> None:
    """They are if this passes; if not, `make evaluate ARGS=--doc` measures them again."""
    told: dict[str, Any] = json.loads(STATEMENT.read_text("utf-8"))
    assert told["knowledge"] == {"version": knowledge.about.version, "sha256": knowledge.about.sha256}


def test_the_shown_gaps_are_those_of_the_page_of_figures() -> None:
    assert json.loads(STATEMENT.read_text("utf-8"))["known_gaps"] == known_gaps()

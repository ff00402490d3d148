"""Brier scores, reliability and the fit of the calibration, checked by hand."""

import math
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import yaml

from evaluation.brier import Believed, believed, bins, mean, multi_class, top_one
from evaluation.calibrate import best_temperature, cross_validated, fitted
from evaluation.reliability import svg, table
from evaluation.scored import Scored, score_all, tell
from evaluation.vignettes import Vignette
from service.engine.pack import Knowledge
from service.engine.rank import Scores
from service.loader.files import RuleFile
from service.loader.shape import check_shape
from service.loader.strict_yaml import read
from tests.support import packs

Make = Callable[..., Vignette]


@pytest.fixture(scope="module")
def pack() -> Knowledge:
    findings = [packs.finding("twitching", 90), packs.finding("weakness", kind="sign")]
    conditions = [packs.condition(name, {"weakness": 90}, level="urgent") for name in ("als", "gbs", "mg")]
    return packs.compiled(packs.rules(findings=findings, conditions=conditions))


def scored(pack: Knowledge, vignette: Vignette, chances: tuple[float, ...]) -> Scored:
    """A case with these probabilities for als, gbs and mg."""
    (plain,) = score_all(pack, tell(pack, [vignette]))
    return replace(plain, scores=Scores(pack, np.array([10 * math.log10(chance) for chance in chances])))


def test_brier_scores_of_a_case_by_hand(pack: Knowledge, case: Make) -> None:
    (right,) = believed(pack, [scored(pack, case(), (0.7, 0.2, 0.1))])
    assert top_one(right) == pytest.approx(0.09)
    assert multi_class(right) == pytest.approx(0.09 + 0.04 + 0.01)
    (wrong,) = believed(pack, [scored(pack, case(diagnosis="mg"), (0.7, 0.2, 0.1))])
    assert top_one(wrong) == pytest.approx(0.49)
    assert multi_class(wrong) == pytest.approx(0.81 + 0.49 + 0.04)


def test_what_is_accepted_counts_as_one_with_the_diagnosis(pack: Knowledge, case: Make) -> None:
    (found,) = believed(pack, [scored(pack, case(diagnosis="gbs", accepted=frozenset({"als"})), (0.7, 0.2, 0.1))])
    assert found.hit
    assert multi_class(found) == pytest.approx(0.01 + 0.01)


def test_a_diagnosis_that_the_pack_lacks_is_never_right(pack: Knowledge, case: Make) -> None:
    (found,) = believed(pack, [scored(pack, case(diagnosis="not-there"), (0.7, 0.2, 0.1))])
    assert not found.hit
    assert multi_class(found) == pytest.approx(1 + 0.49 + 0.04 + 0.01)


def test_a_mean_has_an_interval_and_the_same_one_each_time() -> None:
    cases = [Believed(0.9, nth % 4 > 0, 0.9, 0.0) for nth in range(40)]
    found = mean(cases, top_one)
    assert found.value == pytest.approx(0.75 * 0.01 + 0.25 * 0.81)
    assert found.low < found.value < found.high
    assert found == mean(cases, top_one)


def test_bins_hold_every_case_once_edges_included() -> None:
    tops = (0.0, 0.1, 0.15, 0.95, 1.0)
    found = bins([Believed(top, True, top, 0.0) for top in tops])
    assert [(one.low, one.right.of) for one in found] == [(0.0, 1), (0.1, 2), (0.9, 2)]
    assert found[1].mean == pytest.approx(0.125)
    assert sum("100 %" in line for line in table(found)) == 3


def test_the_diagram_is_an_image_with_a_point_for_each_bin() -> None:
    found = bins([Believed(0.25, False, 0.1, 0.0), Believed(0.85, True, 0.9, 0.0)])
    image = svg({"as it is": found, "<b>": found})
    heights = [float(height) for height in re.findall(r'<circle cx="[\d.]+" cy="([\d.]+)"', image)]
    assert len(heights) == 4
    # Wrong in all of the cases is at the foot, right in all at the head.
    assert heights[0] > heights[1]
    assert "<b>" not in image
    assert image.count("<text") == image.count("</text>") > 2


def sure_but_wrong(pack: Knowledge, case: Make) -> list[Scored]:
    """Said with 9 to 1 each time, right in three of four."""
    kinds = ("case-report", "forum")
    return [
        scored(pack, case(str(n), diagnosis="gbs" if n % 4 == 3 else "als", source_kind=kinds[n % 2]), (9, 1, 1e-30))
        for n in range(40)
    ]


def test_the_fit_finds_how_much_too_sure_the_model_was(pack: Knowledge, case: Make) -> None:
    # Odds of 9 to 1 should have been 3 to 1: the temperature is log 9 / log 3.
    assert best_temperature(pack, sure_but_wrong(pack, case)) == 2.0


def test_a_kind_of_source_is_mapped_by_the_other_kinds(pack: Knowledge, case: Make) -> None:
    sure = [scored(pack, case(str(n), source_kind="a", diagnosis="als"), (9, 1, 1e-30)) for n in range(9)]
    # Kind b was always wrong, yet only kind a, always right, may say how its probabilities are mapped: more sure still.
    unsure = [scored(pack, case(str(n), source_kind="b", diagnosis="gbs"), (9, 1, 1e-30)) for n in range(9)]
    before, after = cross_validated(pack, [*sure, *unsure])
    assert after > before


def test_what_the_fit_writes_is_a_rule_file(pack: Knowledge, case: Make) -> None:
    text = yaml.safe_dump(fitted(pack, sure_but_wrong(pack, case)))
    document = read(text)
    assert document.problems == ()
    assert list(check_shape(RuleFile("calibration", "rules/calibration.yaml", document))) == []
    assert document.data["n"] == 40
    assert document.data["fitted_on"]["knowledge"] == "2026.1.0"


def test_the_fit_on_file_is_of_the_rules_that_are_there(knowledge: Knowledge, rules_folder: Path) -> None:
    assert knowledge.calibration is not None
    assert knowledge.calibration.temperature > 0
    assert knowledge.calibration.n >= 100
    assert (
        (rules_folder / "calibration.yaml")
        .read_text("utf-8")
        .startswith("# Written by `python -m evaluation.calibrate`")
    )

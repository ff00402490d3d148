"""The arithmetic of the figures, checked by hand."""

from dataclasses import replace

import pytest

from evaluation.figures import Share, figures
from evaluation.outcomes import Outcome
from evaluation.vignettes import Vignette

CASE = Vignette(
    id="x",
    collection="general",
    title="t",
    source_title="s",
    source_kind="case-report",
    source_url=None,
    request={},
    after_workup=None,
    diagnosis="als",
    accepted=frozenset({"kennedy-disease"}),
    referral="urgent",
)


def outcome(order: tuple[str, ...], referral: str, gold: str = "urgent") -> Outcome:
    probabilities = tuple(1 / len(order) for _ in order)
    vignette = replace(CASE, referral=gold)
    return Outcome(vignette=vignette, order=order, probabilities=probabilities, referral=referral, covered=True)


def test_wilson_interval_of_a_published_example() -> None:
    # Newcombe 1998, table I: 81 of 263 gives 0.2553 to 0.3662 by Wilson's score method without continuity correction.
    low, high = Share(81, 263).interval or (0, 0)
    assert low == pytest.approx(0.2553, abs=5e-5)
    assert high == pytest.approx(0.3662, abs=5e-5)


def test_nothing_has_no_share() -> None:
    assert (Share(0, 0).value, Share(0, 0).interval, str(Share(0, 0))) == (None, None, "-")


def test_strict_counts_the_diagnosis_and_lenient_also_the_alternatives() -> None:
    found = figures([outcome(("kennedy-disease", "cidp", "als"), "urgent")])
    assert found["strict top-1"].hits == 0
    assert found["strict top-3"].hits == 1
    assert found["lenient top-1"].hits == 1


@pytest.mark.parametrize(
    ("referral", "exact", "safe", "over"),
    [("urgent", 1, 1, 0), ("emergency", 0, 1, 1), ("routine", 0, 0, 0)],
)
def test_referral_figures(referral: str, exact: int, safe: int, over: int) -> None:
    found = figures([outcome(("als",), referral)])
    assert found["referral exact"].hits == exact
    assert found["referral strictly safe"].hits == safe
    assert found["referral over"].hits == over


def test_emergency_recall_looks_at_emergencies_only() -> None:
    answers = [outcome(("als",), "emergency", "emergency"), outcome(("als",), "urgent", "emergency")]
    assert str(figures([*answers, outcome(("als",), "routine")])["emergency recall"]).endswith("1/2)")


def test_a_condition_that_the_knowledge_lacks_is_a_miss() -> None:
    found = figures([outcome(("cidp", "gbs"), "urgent")])
    assert found["lenient top-5"].hits == 0

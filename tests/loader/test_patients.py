"""Limits by age and sex: each patient has exactly one on each field."""

from typing import Any

import pytest

from tests.loader.conftest import Copy
from tests.loader.made_up import faults_with, findings, only, site


def limits(*whom: dict[str, Any] | None) -> dict[str, Any]:
    """A finding with one limit of potassium for each."""
    rules = [{"field": "results.potassium", "at_least": 6, **({"for": one} if one else {})} for one in whom]
    return findings(site("made-up", **{"from": rules}))


SOUND = {
    "one for all": limits(None),
    "two sexes": limits({"sex": "female"}, {"sex": "male"}),
    "three ages": limits({"age_below": 1}, {"age_at_least": 1, "age_below": 16}, {"age_at_least": 16}),
    "ages and a sex": limits(
        {"age_below": 1}, {"age_at_least": 1, "sex": "male"}, {"age_at_least": 1, "sex": "female"}
    ),
    "two ways in for all": limits(None, None),
}


@pytest.mark.parametrize("name", SOUND)
def test_sound_limits(copy: Copy, name: str) -> None:
    assert faults_with(copy, "findings/zz-made-up.yaml", SOUND[name]) == []


BROKEN = {
    "one sex": (limits({"sex": "female"}), "A male patient of 0 years has 0 limits"),
    "a gap": (limits({"age_below": 1}, {"age_at_least": 2}), "A female patient of 1 years has 0 limits"),
    "an overlap": (limits({"age_below": 2}, {"age_at_least": 1}), "A female patient of 1 years has 2 limits"),
    "all and some": (limits(None, {"sex": "male"}), "A male patient of 0 years has 2 limits"),
}


@pytest.mark.parametrize("name", BROKEN)
def test_broken_limits(copy: Copy, name: str) -> None:
    made, message = BROKEN[name]
    fault = only(faults_with(copy, "findings/zz-made-up.yaml", made), "findings/zz-made-up.yaml")
    assert fault.pointer == "/findings/0/from"
    assert message in fault.message

"""What stands on a rule for its readers alone comes with the knowledge, and only from rules that may be served."""

from pathlib import Path

import pytest

from service.loader.fault import RulesError
from service.loader.load import load, load_with_margins
from service.loader.margins import Margins


def test_every_rule_of_a_file_has_its_margin(margins: Margins, rules_folder: Path) -> None:
    for kind, found in margins.items():
        assert found, kind
        for margin in found.values():
            assert (rules_folder.parent / margin["file"]).is_file()


def test_cases_reviewers_and_counts_of_patients_are_kept(margins: Margins) -> None:
    for margin in margins["red_flags"].values():
        assert margin["fires"]
        assert margin["almost"]
    assert margins["conditions"]["als"]["patients"]["limb-weakness"] > 0
    assert margins["conditions"]["als"]["implausible_because"].endswith(".")


def test_rules_that_may_not_be_served_have_no_margins(tmp_path: Path) -> None:
    for read in (load, load_with_margins):
        with pytest.raises(RulesError):
            read(tmp_path / "nowhere")

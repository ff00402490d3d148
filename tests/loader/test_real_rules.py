"""The real rules: each condition leads for its own ideal patient, and each red flag keeps its own cases."""

import os
import re

import pytest

from service.config import config_from
from service.engine.assess import assess
from service.engine.knowledge import Condition
from service.engine.pack import Knowledge
from service.engine.terms import GroupKind
from service.loader.load import load
from tests.support.histories import documents, history
from tests.support.packs import Rule

FOLDER = config_from(os.environ).rules
CARDS = sorted((FOLDER / "conditions").glob("*.yaml"))
IN_USE = sorted(card.stem for card in CARDS if re.search("^status: in_use", card.read_text("utf-8"), re.MULTILINE))
TOP = 3


@pytest.fixture(scope="module")
def flags() -> list[Rule]:
    """The red flags as written, with their cases."""
    return documents(FOLDER)["red_flags"]


def ideal(knowledge: Knowledge, condition: Condition) -> list[str]:
    """What at least half the patients have, and of each exclusive family the commonest member."""
    modes: dict[str, tuple[float, str]] = {}
    usual = []
    for weight in condition.weights.values():
        family = knowledge.findings[weight.finding].group
        if family and knowledge.groups[family].kind is GroupKind.EXCLUSIVE:
            modes[family] = max(modes.get(family, (-1.0, "")), (weight.frequency, weight.finding))
        elif weight.frequency >= 0.5:
            usual.append(weight.finding)
    return [*usual, *(finding for _, finding in modes.values())]


@pytest.mark.parametrize("name", IN_USE)
def test_a_condition_leads_for_its_ideal_patient(knowledge: Knowledge, name: str) -> None:
    made = assess(knowledge, history(ideal(knowledge, knowledge.conditions[name])))
    assert made.in_scope
    assert name in [entry.condition for entry in made.differential[:TOP]]


def test_every_red_flag_fires_in_its_cases(knowledge: Knowledge, flags: list[Rule]) -> None:
    silent = []
    for flag in flags:
        for case in flag["fires"]:
            decided = assess(knowledge, history(case)).triage
            held = flag["id"] in {fired.flag.id for fired in decided.red_flags}
            if not held or decided.level < knowledge.red_flags[flag["id"]].level:
                silent.append((flag["id"], case))
    assert silent == []
    assert len(flags) == len(knowledge.red_flags) > 0


def test_no_red_flag_fires_in_its_near_misses(knowledge: Knowledge, flags: list[Rule]) -> None:
    loud = []
    for flag in flags:
        for case in flag["almost"]:
            decided = assess(knowledge, history(case)).triage
            if flag["id"] in {fired.flag.id for fired in decided.red_flags}:
                loud.append((flag["id"], case))
    assert loud == []


def test_loading_again_gives_the_same_knowledge(knowledge: Knowledge) -> None:
    again = load(FOLDER)
    assert again.about == knowledge.about
    assert again.conditions == knowledge.conditions
    assert list(again.conditions) == list(knowledge.conditions) == IN_USE
    assert again.red_flags == knowledge.red_flags

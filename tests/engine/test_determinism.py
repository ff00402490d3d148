"""Same input and same rules give the same bytes, in whatever order it is told and in whatever process."""

import dataclasses
import os
import subprocess
import sys
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from service.engine.assess import assess
from service.engine.pack import Knowledge
from tests.engine.answers import answer
from tests.support import packs
from tests.support.histories import history
from tests.support.packs import Rules, compiled
from tests.support.strategies import rule_sets, statements

ROOT = Path(__file__).resolve().parents[2]


@settings(max_examples=60)
@given(data=st.data(), rules=rule_sets())
def test_the_order_of_telling_does_not_matter(data: st.DataObject, rules: Rules) -> None:
    said = data.draw(statements([rule["id"] for rule in rules["findings"]]))
    shuffled = dict(data.draw(st.permutations(list(said.items()))))
    knowledge = compiled(rules)
    first, second = answer(knowledge, said), answer(knowledge, shuffled)
    assert (first is None) == (second is None)
    if first and second:
        assert dict(first.evidence.statuses) == dict(second.evidence.statuses)
        assert repr(dataclasses.replace(first, evidence=second.evidence)) == repr(second)


def test_the_same_history_gives_the_same_answer_again(knowledge: Knowledge) -> None:
    told = history(["fasciculation", "weakness", "cramp", "anxiety"], screens=("no-family-history",))
    assert repr(assess(knowledge, told)) == repr(assess(knowledge, told))


ASK = """
import hashlib, pathlib, sys
from service.engine.assess import assess
from service.engine.explain import explain
from service.loader.load import load
from tests.support.histories import history
knowledge = load(pathlib.Path(sys.argv[1]))
told = history(["fasciculation", "weakness", "cramp", "anxiety"], screens=("no-family-history",))
made = assess(knowledge, told)
shown = (made.scores, made.triage, made.differential, made.must_not_miss, made.workup, made.next_questions)
# What a condition is and what a finding is read from are sets; an answer shows neither.
print(hashlib.sha256(repr((shown, explain(knowledge, told, "als"))).encode()).hexdigest())
"""


def test_the_same_answer_in_another_process(tmp_path: Path) -> None:
    """Python orders sets of words differently in each process, unless told how."""
    rules = packs.write(tmp_path / "rules", sound_for_determinism())
    seeds = [_answer_in_a_process(seed, rules) for seed in ("1", "2", "3")]
    assert len(set(seeds)) == 1


def sound_for_determinism() -> Rules:
    """Enough findings, cards and flags for the order of a set to show."""
    names = ["fasciculation", "weakness", "cramp", "anxiety", *(f"sign-{n}" for n in range(12))]
    findings = [packs.finding(name, 10 + place, plain=name) for place, name in enumerate(names)]
    cards = [
        packs.condition(name, {f: (place * 7 + turn * 13) % 90 + 5 for turn, f in enumerate(names)})
        for place, name in enumerate(["als", "cramps", "worry", "nerve", "root"])
    ]
    flag = packs.red_flag("wasting", {"all": [{"finding": "weakness"}, {"finding": "sign-1"}]})
    flag |= {"fires": [{"weakness": "present", "sign-1": "present"}], "almost": [{"weakness": "present"}]}
    screens = [packs.screen("no-family-history", ["sign-3", "sign-4"])]
    return packs.rules(findings=findings, conditions=cards, red_flags=[flag], screens=screens)


def _answer_in_a_process(seed: str, rules: Path) -> str:
    environment = {**os.environ, "PYTHONHASHSEED": seed}
    command = [sys.executable, "-c", ASK, str(rules)]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=True)
    return done.stdout

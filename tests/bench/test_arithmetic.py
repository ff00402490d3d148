"""What the bench says of what it measured."""

import json

import numpy as np
import pytest

from bench.__main__ import PARTS
from bench.batch import SPOILT_EVERY, expected
from bench.cases import bodies
from bench.columns import NEAR, SETTING, rows_of
from bench.gate import verdict
from bench.page import PAGE, filled
from bench.rivals.__main__ import check
from bench.rivals.made_up import Case, first, make_cases, make_rules
from bench.rivals.ours import build
from bench.route import tell
from bench.tails import percentile
from service.doors.intake import Reception, read_history
from service.engine.interpret import understand
from service.engine.rank import score

RULES = make_rules(5, 200)
CASES = make_cases()[:3]


def test_the_service_is_told_beside_each_other_round_by_round() -> None:
    told: list[str] = []
    tell(["echo", "service"], [[(1e-3, 2e-3), (4e-3, 4e-3)], [(1e-3, 3e-3), (4e-3, 4e-3)]], told.append)
    echo, service = (line.split() for line in told[1:])
    assert echo == ["echo", "400", "1,000", "0.625", "(0.500,", "0.750)"]
    assert service[1:] == ["250", "4,000", "1.000", "(1.000,", "1.000)"]


def test_a_percentile_is_a_time_that_was_measured() -> None:
    times = [nth / 1000 for nth in reversed(range(1000))]
    assert percentile(times, 0.5) == 0.5
    assert percentile(times, 0.99) == 0.99
    assert percentile([3.0, 1.0], 0.999) == 3.0


@pytest.mark.parametrize(("service", "passes"), [(1000, True), (1029, True), (1031, False), (700, True)])
def test_the_gate_shuts_at_three_percent(service: int, passes: bool) -> None:
    before = {"python": "3.11.7", "processor": "one that adds", "echo": 100, "service": 1000}
    assert verdict({**before, "service": service}, before)[1] is passes


@pytest.mark.parametrize("other", [{"python": "3.12.1"}, {"processor": "one that adds otherwise"}])
def test_the_gate_compares_nothing_across_pythons_or_processors_and_says_so(other: dict[str, str]) -> None:
    before = {"python": "3.11.7", "processor": "one that adds", "service": 1}
    told, passed = verdict({**before, "service": 1000, **other}, before)
    assert passed
    assert told.startswith("NOT GATED")
    assert next(iter(other.values())) in told


def test_every_line_is_answered_but_the_spoilt_ones() -> None:
    assert expected(10 * SPOILT_EVERY) == (10 * SPOILT_EVERY - 10, 10)


def test_made_up_rules_are_the_same_every_time() -> None:
    assert make_rules(5, 200) == RULES
    assert RULES.weights == 200
    assert all(len(case) == 20 and sum(case.values()) == 8 for case in CASES)


@pytest.mark.parametrize("case", CASES)
def test_the_engine_says_the_plain_sums(case: Case) -> None:
    check(build(RULES)(case), RULES, case)


def test_an_engine_that_says_something_else_is_found_out() -> None:
    case = CASES[0]
    points = {
        name: sum(RULES.points(name, f)[not present] for f, present in case.items() if f in card)
        for name, card in RULES.cards.items()
    }
    best, second, *others = first(points)
    check([best, second, *others], RULES, case)
    with pytest.raises(ValueError, match="other points"):
        check([best, (second[0], second[1] + 0.1), *others], RULES, case)


@pytest.mark.parametrize("part", PARTS)
def test_what_a_part_prints_has_its_place_on_the_page(part: str) -> None:
    page = PAGE.read_text("utf-8")
    once = filled(page, part, "printed\n")
    assert "printed\n" in once
    assert filled(once, part, "again\n") == filled(page, part, "again\n")


def test_a_part_without_a_place_is_a_fault() -> None:
    with pytest.raises(ValueError, match="no place"):
        filled("# A page\n", "route", "printed\n")


def test_the_rows_of_a_history_add_up_to_its_points(reception: Reception) -> None:
    knowledge = reception.knowledge
    told = [understand(knowledge, read_history(reception, json.loads(body)).history).evidence for body in bodies()[:8]]
    scores = [score(knowledge, SETTING, one) for one in told]
    assert any(one.counted and one.counted.combined for one in scores)
    rows, said = rows_of(knowledge, scores)
    for one, numbers in zip(scores, said, strict=True):
        assert np.abs(rows[numbers].sum(axis=0) - one.column).max() <= NEAR

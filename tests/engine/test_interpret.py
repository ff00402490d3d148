"""From history to evidence: derivations, closure, screens, and contradictions with both places named."""

import pytest

from service.engine.evidence import ContradictionError
from service.engine.history import History, MeasuredResult, Stated
from service.engine.interpret import interpret
from service.engine.pack import Knowledge
from service.engine.terms import Status
from tests.support import packs
from tests.support.histories import evidence, history, stated


@pytest.fixture(scope="module")
def small() -> Knowledge:
    """Weakness with its kinds, findings read from fields, and two screens."""
    return packs.compiled(
        packs.rules(
            findings=[
                packs.finding("weakness"),
                packs.finding("hand-weak", parents=["weakness"]),
                packs.finding("foot-weak", parents=["weakness"]),
                packs.finding(
                    "older", kind="demographic", **{"from": [{"field": "patient.age_years", "at_least": 60}]}
                ),
                packs.finding("low-ca", kind="result", **{"from": [{"field": "results.ca", "below": 2.1}]}),
                packs.finding("tic", **{"from": [{"field": "movement.types", "one_of": ["tic"]}]}),
                packs.finding("steady", kind="course", **{"from": [{"field": "course", "one_of": ["stable"]}]}),
                packs.finding("fixed", **{"from": [{"field": "sites.fixed", "is": True}]}),
                packs.finding(
                    "night",
                    **{"from": [{"field": "triggers", "one_of": ["sleep"]}, {"field": "in_sleep", "one_of": ["only"]}]},
                ),
            ],
            conditions=[packs.condition("c", {})],
            screens=[packs.screen("strong", ["weakness"]), packs.screen("calm", ["tic", "night"])],
        )
    )


def word(knowledge: Knowledge, told: History, finding: str) -> str:
    """The status of a finding in the evidence of a history."""
    return interpret(knowledge, told)[0].status(finding).value


@pytest.mark.parametrize(
    ("fields", "finding", "status"),
    [
        ({"patient.age_years": 60}, "older", "present"),
        ({"patient.age_years": 59.9}, "older", "absent"),
        ({}, "older", "unknown"),
        ({"course": "stable"}, "steady", "present"),
        ({"course": "progressive"}, "steady", "absent"),
        ({"sites.fixed": True}, "fixed", "present"),
        ({"sites.fixed": False}, "fixed", "absent"),
        ({"in_sleep": "only"}, "night", "present"),
        ({"in_sleep": "never"}, "night", "unknown"),
    ],
)
def test_a_field_makes_a_finding(small: Knowledge, fields: dict[str, object], finding: str, status: str) -> None:
    assert word(small, History(fields=fields), finding) == status


def test_a_list_that_lacks_a_word_says_nothing(small: Knowledge) -> None:
    """A list is never known to be complete: jerks named is not tics denied."""
    assert word(small, History(sets={"movement.types": frozenset({"jerk"})}), "tic") == "unknown"
    assert word(small, History(sets={"movement.types": frozenset({"jerk", "tic"})}), "tic") == "present"


@pytest.mark.parametrize(("value", "status"), [(2.09, "present"), (2.1, "absent")])
def test_a_result_settles_a_finding_with_its_origin(small: Knowledge, value: float, status: str) -> None:
    told = History(results=(MeasuredResult(analyte="ca", value=value, pointer="/results/0"),))
    found, _ = interpret(small, told)
    assert found.status("low-ca").value == status
    assert found.origins["low-ca"].kind == "result"


def test_every_status_knows_where_it_came_from(small: Knowledge) -> None:
    told = history({"hand-weak": "present"}, fields={"patient.age_years": 70}, screens=("calm",))
    origins = interpret(small, told)[0].origins
    assert origins["hand-weak"].pointer == "/associated_symptoms/0"
    kinds = {finding: (origin.kind, origin.via) for finding, origin in origins.items()}
    assert kinds == {
        "hand-weak": ("stated", None),
        "weakness": ("implied", "hand-weak"),
        "older": ("derived", "patient.age_years"),
        "tic": ("screen", "calm"),
        "night": ("screen", "calm"),
    }


def test_a_screen_denies_what_it_stands_for_and_all_kinds_of_it(small: Knowledge) -> None:
    found, (reading,) = interpret(small, history([], screens=("strong",)))
    assert found.absent == {"weakness", "hand-weak", "foot-weak"}
    assert (reading.absent, reading.kept) == (("weakness", "foot-weak", "hand-weak"), ())


def test_what_is_stated_wins_over_a_screen(small: Knowledge) -> None:
    found, (reading,) = interpret(small, history(["hand-weak"], screens=("strong",)))
    assert found.statuses == {"hand-weak": True, "weakness": True}
    assert (reading.absent, reading.kept) == ((), ("weakness",))


@pytest.mark.parametrize("finding", ["weakness", "hand-weak"])
def test_a_screen_never_denies_an_explicit_unknown_nor_what_it_is_a_kind_of(small: Knowledge, finding: str) -> None:
    found, (reading,) = interpret(small, history({finding: "unknown"}, screens=("strong",)))
    assert found.status(finding) is found.status("weakness") is Status.UNKNOWN
    assert reading.kept == ("weakness",)


def test_a_screen_never_contradicts_a_field(small: Knowledge) -> None:
    told = History(sets={"movement.types": frozenset({"tic"})}, screens=("calm",))
    found, (reading,) = interpret(small, told)
    assert (found.status("tic").value, found.status("night").value) == ("present", "absent")
    assert reading.kept == ("tic",)


def test_present_and_absent_at_once_names_both_places(small: Knowledge) -> None:
    told = History(
        stated=(
            Stated(finding="weakness", status=Status.ABSENT, pointer="/associated_symptoms/0"),
            Stated(finding="weakness", status=Status.PRESENT, pointer="/associated_symptoms/4"),
        )
    )
    with pytest.raises(ContradictionError) as caught:
        interpret(small, told)
    (found,) = caught.value.contradictions
    assert (found.finding, found.present.pointer, found.absent.pointer) == (
        "weakness",
        "/associated_symptoms/4",
        "/associated_symptoms/0",
    )


def test_a_present_child_under_an_absent_parent_is_a_contradiction(small: Knowledge) -> None:
    with pytest.raises(ContradictionError) as caught:
        evidence(small, {"weakness": "absent", "hand-weak": "present"})
    pairs = {(c.finding, c.present.pointer, c.absent.pointer) for c in caught.value.contradictions}
    first, second = "/associated_symptoms/0", "/associated_symptoms/1"
    assert pairs == {("weakness", second, first), ("hand-weak", second, first)}


def test_a_field_against_a_statement_is_a_contradiction_at_the_field(small: Knowledge) -> None:
    with pytest.raises(ContradictionError) as caught:
        interpret(small, History(fields={"patient.age_years": 70}, stated=stated({"older": "absent"})))
    (found,) = caught.value.contradictions
    assert (found.present.pointer, found.absent.pointer) == ("/patient/age_years", "/associated_symptoms/0")


def test_every_contradiction_is_told_at_once(small: Knowledge) -> None:
    told = History(
        fields={"patient.age_years": 70, "course": "stable"}, stated=stated({"older": "absent", "steady": "absent"})
    )
    with pytest.raises(ContradictionError) as caught:
        interpret(small, told)
    assert [c.finding for c in caught.value.contradictions] == ["older", "steady"]


def test_unknown_beside_a_statement_is_no_contradiction(small: Knowledge) -> None:
    assert evidence(small, {"weakness": "unknown", "hand-weak": "present"}).status("weakness") is Status.PRESENT

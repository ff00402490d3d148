"""Facts: what sites, medicines and exposures are flattened to, and when their windows close."""

import pytest

from service.engine.facts import flatten, is_field
from service.engine.history import Exposure, History, MeasuredResult, MedicationUse, Site
from service.engine.knowledge import Certificate, Effect, Medication

WHY = Certificate(because="Made up for a test.")


def medicine(name: str, classes: set[str], *effects: tuple[str, str, float | None]) -> Medication:
    """A medicine with effects as (effect, after, within days)."""
    made = tuple(Effect(effect=e, after=after, within_days=days, certificate=WHY) for e, after, days in effects)
    return Medication(id=name, label=name, kind="medicine", classes=frozenset(classes), effects=made)


BOOK = {
    m.id: m
    for m in (
        medicine("sertraline", {"ssri", "serotonergic"}, ("tremor", "use", None), ("myoclonus", "start", 30)),
        medicine("tramadol", {"opioid", "serotonergic"}, ("seizure", "start", None)),
        medicine("diazepam", {"benzodiazepine"}, ("withdrawal", "stop", 10)),
        medicine("lithium", {"lithium"}, ("tremor", "change", 7)),
    )
}


def facts(**parts: object) -> dict[str, object]:
    """The facts of a history with these parts."""
    return flatten(History(**parts), BOOK)


def taking(name: str, **days: float) -> dict[str, object]:
    """The facts of one medicine."""
    return facts(medications=(MedicationUse(id=name, **days),))


def test_an_empty_history_has_no_facts() -> None:
    assert facts() == {}


def test_single_values_and_sets_keep_their_names() -> None:
    told = facts(fields={"course": "stable"}, sets={"triggers": frozenset({"caffeine"})})
    assert told == {"course": "stable", "triggers": frozenset({"caffeine"})}


def test_a_result_is_named_by_its_analyte() -> None:
    assert facts(results=(MeasuredResult(analyte="calcium", value=1.7, pointer="/r"),)) == {"results.calcium": 1.7}


@pytest.mark.parametrize(
    ("sites", "several"),
    [
        ([Site(site="eyelid")], False),
        ([Site(site="eyelid"), Site(site="eyelid", side="left")], False),
        ([Site(site="eyelid"), Site(site="calf")], True),
        ([Site(site="generalised")], True),
        ([Site(site="calf", side="both")], True),
        ([Site(site="calf", fixed=False)], True),
        ([Site(site="calf", fixed=True)], False),
    ],
)
def test_several_sites(sites: list[Site], several: bool) -> None:
    assert facts(sites=tuple(sites))["sites.several"] is several


@pytest.mark.parametrize(
    ("fixed", "roaming", "stays"),
    [([True], False, True), ([False], True, False), ([True, False], True, False), ([True, None], False, True)],
)
def test_roaming_or_fixed(fixed: list[bool | None], roaming: bool, stays: bool) -> None:
    told = facts(sites=tuple(Site(site="calf", fixed=one) for one in fixed))
    assert (told["sites.roaming"], told["sites.fixed"]) == (roaming, stays)


def test_nothing_said_of_roaming_is_not_known() -> None:
    told = facts(sites=(Site(site="calf"),))
    assert not {"sites.roaming", "sites.fixed", "sites.laterality", "sites.hemibody"} & told.keys()


@pytest.mark.parametrize(
    ("sides", "laterality"),
    [
        (["left", "left"], "one_side"),
        (["left", "right"], "both_sides"),
        (["both"], "both_sides"),
        (["left", None], None),
        (["midline"], None),
    ],
)
def test_laterality(sides: list[str | None], laterality: str | None) -> None:
    told = facts(sites=tuple(Site(site="calf", side=side) for side in sides))
    assert told.get("sites.laterality") == laterality


def test_face_and_arm_of_one_side_are_a_hemibody() -> None:
    assert facts(sites=(Site(site="cheek", side="left"), Site(site="hand", side="left")))["sites.hemibody"] is True
    assert "sites.hemibody" not in facts(sites=(Site(site="hand", side="left"), Site(site="finger", side="left")))
    assert "sites.hemibody" not in facts(sites=(Site(site="cheek", side="left"), Site(site="hand", side="right")))


def test_an_exposure_is_current_or_lately_stopped() -> None:
    told = facts(
        exposures=(
            Exposure(substance="caffeine"),
            Exposure(substance="alcohol", stopped=True, days_ago=21),
            Exposure(substance="cocaine", stopped=True, days_ago=22),
            Exposure(substance="nicotine", stopped=True),
        )
    )
    assert told == {"exposures.current": {"caffeine"}, "exposures.stopped": {"alcohol", "nicotine"}}


def test_what_is_taken_has_its_classes_and_lasting_effects() -> None:
    told = taking("sertraline")
    assert told["medications.classes"] == {"ssri", "serotonergic"}
    assert told["medications.effects"] == {"tremor", "myoclonus"}
    assert "medications.timely_effects" not in told
    assert "medications.changed_classes" not in told


@pytest.mark.parametrize(("days", "timely"), [(0, True), (30, True), (31, False)])
def test_an_effect_is_timely_while_its_own_window_is_open(days: float, timely: bool) -> None:
    told = taking("sertraline", started_days_ago=days)
    assert ("myoclonus" in told.get("medications.timely_effects", ())) is timely


@pytest.mark.parametrize(("days", "timely"), [(14, True), (15, False)])
def test_an_effect_without_a_window_of_its_own_has_the_usual_one(days: float, timely: bool) -> None:
    assert ("medications.timely_effects" in taking("tramadol", started_days_ago=days)) is timely


def test_a_raised_dose_opens_the_window_of_a_start_again() -> None:
    told = taking("sertraline", started_days_ago=400, changed_days_ago=3)
    assert told["medications.timely_effects"] == {"myoclonus"}
    assert told["medications.changed_classes"] == {"ssri", "serotonergic"}


def test_an_effect_of_change_is_timely_after_a_change_only() -> None:
    assert taking("lithium", changed_days_ago=7)["medications.timely_effects"] == {"tremor"}
    assert "medications.timely_effects" not in taking("lithium", started_days_ago=7)


def test_what_was_stopped_counts_as_stopped_and_no_longer_as_taken() -> None:
    told = taking("diazepam", stopped_days_ago=10)
    assert told["medications.stopped_classes"] == {"benzodiazepine"}
    assert told["medications.effects"] == told["medications.timely_effects"] == {"withdrawal"}
    assert "medications.classes" not in told


def test_a_stop_long_ago_says_nothing() -> None:
    assert taking("diazepam", stopped_days_ago=22) == {}
    assert "medications.effects" not in taking("diazepam", stopped_days_ago=11)


def test_withdrawal_needs_a_stop() -> None:
    assert "medications.effects" not in taking("diazepam", started_days_ago=1)


def test_an_effect_of_starting_ends_with_the_medicine() -> None:
    assert "medications.effects" not in taking("tramadol", started_days_ago=3, stopped_days_ago=1)


def test_two_medicines_of_a_class_are_counted_and_one_named_twice_is_not() -> None:
    both = facts(medications=(MedicationUse(id="sertraline"), MedicationUse(id="tramadol")))
    assert both["medications.count.serotonergic"] == 2
    assert both["medications.count.opioid"] == 1
    twice = facts(medications=(MedicationUse(id="sertraline"), MedicationUse(id="sertraline")))
    assert twice["medications.count.serotonergic"] == 1


@pytest.mark.parametrize("name", ["course", "results.calcium", "medications.count.opioid", "movement.ripples"])
def test_fields_that_a_history_has(name: str) -> None:
    assert is_field(name)


@pytest.mark.parametrize("name", ["courses", "result", "patient", "movement.", "medications.count", ""])
def test_fields_that_it_has_not(name: str) -> None:
    assert not is_field(name)

"""hazards.yaml and requirements.yaml: no hazard without a test that there is, no control that there is not."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from shutil import copytree

import pytest
from flask import Flask

from safety.checks import faults_of
from safety.controls import Known, known_controls
from safety.files import CaseError, read_case
from safety.records import HERE, Case, Control, Estimate, Hazard, Requirement
from service.engine.pack import Knowledge

KNOWN: Known = {"page": {"/"}, "setting": {"FASCICLE_BIND"}}
GONE = "tests/safety/test_hazard_log.py::test_that_nobody_wrote"

# What is changed in the one hazard of the made-up case -> what is told of it.
BROKEN: Mapping[str, tuple[Callable[[Hazard], Hazard], str]] = {
    "no test": (
        lambda h: replace(h, controls=(Control(id="page:/", does="x"),)),
        "H01: no control names a test.",
    ),
    "a test that there is not": (
        lambda h: replace(h, controls=(replace(h.controls[0], tests=(GONE,)),)),
        f"H01: the suite has no {GONE}.",
    ),
    "a control that there is not": (
        lambda h: replace(h, controls=(replace(h.controls[0], id="page:/gone"),)),
        "H01: there is no control page:/gone.",
    ),
    "a kind of control that there is not": (
        lambda h: replace(h, controls=(replace(h.controls[0], id="hope:/"),)),
        "H01: there is no control hope:/.",
    ),
    "a word of no scale": (
        lambda h: replace(h, after=Estimate(severity="bad", likelihood="never")),
        "H01: severity and likelihood must be words of the scales.",
    ),
    "controls that make it worse": (
        lambda h: replace(h, before=h.after, after=h.before),
        "H01: the risk with its controls is above that without them.",
    ),
}


def test_the_hazard_log_has_no_fault(written: Case, app: Flask, knowledge: Knowledge) -> None:
    assert faults_of(written, known_controls(app, knowledge)) == []
    assert len(written.hazards) >= 25


def test_a_sound_case_has_no_fault(made_up: Case) -> None:
    assert faults_of(made_up, KNOWN) == []


@pytest.mark.parametrize("fault", BROKEN)
def test_a_fault_of_a_hazard_is_told(fault: str, made_up: Case) -> None:
    change, told = BROKEN[fault]
    assert faults_of(replace(made_up, hazards=(change(made_up.hazards[0]),)), KNOWN) == [told]


def test_faults_of_requirements_are_told(made_up: Case, hazard: Hazard) -> None:
    other = replace(hazard, id="H02")
    lost = Requirement(id="R02", requirement="Another.", hazards=("H03",))
    case = replace(made_up, hazards=(hazard, other, other), requirements=(*made_up.requirements, lost))
    assert faults_of(case, KNOWN) == [
        "H02: stands twice.",
        "R02: there is no hazard H03.",
        "H02: no requirement names it.",
    ]


def test_faults_of_the_scales_are_told(made_up: Case) -> None:
    short = replace(made_up.scales, matrix={"bad": (5, 3), "mild": (1, 2)})
    told = faults_of(replace(made_up, scales=short), KNOWN)
    assert "scales: the matrix needs one row for each severity, in their order." in told
    assert "scales: the row bad needs one risk for each likelihood, none below the one before." in told


def test_every_fault_of_shape_is_told_at_once_with_its_place(tmp_path: Path) -> None:
    folder = copytree(HERE, tmp_path / "safety", ignore=lambda _, names: [n for n in names if not n.endswith(".yaml")])
    edits = {
        "hazards.yaml": ("    person: null\n", "    persom: null\n"),
        "requirements.yaml": ("R01", "Q01"),
        "soup.yaml": ("direct: true", "direct: perhaps"),
    }
    for name, (old, new) in edits.items():
        file = folder / name
        file.write_text(file.read_text("utf-8").replace(old, new, 1), "utf-8")
    with pytest.raises(CaseError) as error:
        read_case(folder)
    told = str(error.value).splitlines()
    assert [line.split(": ")[:2] for line in told] == [
        ["hazards.yaml", "/hazards/0/person"],
        ["hazards.yaml", "/hazards/0/persom"],
        ["requirements.yaml", "/requirements/0/id"],
        ["soup.yaml", "/software/0/direct"],
    ]


def test_a_key_that_stands_twice_is_told(tmp_path: Path) -> None:
    folder = copytree(HERE, tmp_path / "safety", ignore=lambda _, names: [n for n in names if not n.endswith(".yaml")])
    file = folder / "requirements.yaml"
    file.write_text(file.read_text("utf-8") + "requirements: []\n", "utf-8")
    with pytest.raises(CaseError, match=r"requirements\.yaml:\d+: The key 'requirements' stands twice"):
        read_case(folder)

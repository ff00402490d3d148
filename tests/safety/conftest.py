"""The safety case as it is written, and a small one that is made up."""

import pytest

from safety.files import read_case
from safety.records import Case, Control, Estimate, Hazard, Requirement, Scales, Software

HERE = "tests/safety/test_hazard_log.py::test_the_hazard_log_has_no_fault"
ELSEWHERE = "tests/safety/test_suite.py::test_what_is_marked_as_not_to_be_run_is_not_there"


@pytest.fixture(scope="session")
def written() -> Case:
    """What stands in safety/."""
    return read_case()


@pytest.fixture
def control() -> Control:
    """A control with one test."""
    return Control(id="page:/", does="Says <so>.", tests=(HERE,))


@pytest.fixture
def hazard(control: Control) -> Hazard:
    """A hazard with two controls, of which one is for the site."""
    return Hazard(
        id="H01",
        hazard="It is & misread",
        cause="Haste",
        effect="Delay",
        before=Estimate(severity="bad", likelihood="often"),
        controls=(control, Control(id="setting:FASCICLE_BIND", does="The site sets it.")),
        after=Estimate(severity="bad", likelihood="rare"),
        residual="Some",
        owner="Maintainer",
        person=None,
    )


@pytest.fixture
def made_up(hazard: Hazard) -> Case:
    """A case without a fault."""
    part = Software(
        name="Part_One",
        maker="Somebody",
        version="1.0",
        direct=True,
        why="It is there.",
        required="That it works.",
        anomalies_reviewed=None,
    )
    return Case(
        scales=Scales(
            severity={"mild": "Little.", "bad": "Much."},
            likelihood={"rare": "Seldom.", "often": "Daily."},
            risk=("least", "little", "some", "much", "most"),
            matrix={"mild": (1, 2), "bad": (3, 5)},
        ),
        hazards=(hazard,),
        requirements=(Requirement(id="R01", requirement="It is read rightly.", hazards=("H01",)),),
        software=(part,),
        vendored=(),
        platform=(),
    )

"""Made-up findings beside the real ones: sound as they stand, and one fault for each thing wrong."""

import pytest

from tests.loader.conftest import Copy
from tests.loader.made_up import faults_with, findings, only, site
from tests.support import packs


def test_made_up_findings_are_sound(copy: Copy) -> None:
    made = findings(site("made-up"), site("made-up-child", parents=["made-up"]))
    assert faults_with(copy, "findings/zz-made-up.yaml", made) == []


BROKEN_FINDINGS = {
    "its own parent": (
        findings(site("made-up", parents=["made-up"])),
        "/findings/0/parents",
        "made-up is its own ancestor",
    ),
    "an unknown parent": (
        findings(site("made-up", parents=["weaknes"])),
        "/findings/0/parents/0",
        "no finding with the id weaknes",
    ),
    "an unknown finding without which nobody has it": (
        findings(site("made-up", only_with="weaknes")),
        "/findings/0/only_with",
        "no finding with the id weaknes",
    ),
    "a word that means another": (
        findings(site("made-up", synonyms=["MUSCLE WEAKNESS-like", "made up", "muscle twitching"])),
        "/findings/0/synonyms",
        "'muscle twitching' also means twitching",
    ),
    "a code that means another": (
        findings(site("a-one", codes={"hpo": ["HP:9999999"]}), site("b-two", codes={"hpo": ["HP:9999999"]})),
        "/findings/1/codes/hpo",
        "HP:9999999 also stands at a-one",
    ),
    "an id twice in a file": (
        findings(site("made-up"), {**site("made-up"), "label": "Other"}),
        "/findings/1/id",
        "made-up stands in rules/findings/zz-made-up.yaml too",
    ),
    "a symptom without a question": (
        findings({**site("made-up"), "kind": "symptom"}),
        "/findings/0",
        "'question' is a required property",
    ),
    "a symptom that no rule reads": (
        findings(packs.finding("made-up")),
        "/findings/0/id",
        "No rule reads the finding made-up",
    ),
    "a bound without a field": (
        findings(site("made-up", **{"from": [{"at_least": 3, "below": 4}]})),
        "/findings/0/from/0",
        "'field' is a required property",
    ),
}


@pytest.mark.parametrize("name", BROKEN_FINDINGS)
def test_broken_findings(copy: Copy, name: str) -> None:
    document, pointer, message = BROKEN_FINDINGS[name]
    fault = only(faults_with(copy, "findings/zz-made-up.yaml", document), "findings/zz-made-up.yaml")
    assert (fault.pointer, message in fault.message) == (pointer, True), fault


def test_each_finding_of_a_circle_is_told(copy: Copy) -> None:
    circle = findings(
        site("a-one", parents=["c-three"]), site("b-two", parents=["a-one"]), site("c-three", parents=["b-two"])
    )
    faults = faults_with(copy, "findings/zz-made-up.yaml", circle)
    assert [fault.pointer for fault in faults] == [f"/findings/{place}/parents" for place in range(3)]

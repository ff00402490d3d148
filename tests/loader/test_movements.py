"""Kinds of movement: one fault for each thing wrong, and what the loader makes of a sound card."""

import pytest

from service.loader.fault import Fault
from tests.loader.conftest import Copy

TIC = "movements/tic.yaml"

BROKEN = {
    "a share too many": ("percent: 6$", "percent: 7", "sum to 101 %, not 100 %"),
    "an unknown sign": ("finding: suppressible", "finding: suppresible", "no finding with the id suppresible"),
    "an unknown test": (r"(settled_by:)", r"\1\n  tests: [no-such-test]", "no workup with the id no-such-test"),
    "an unknown source": ("mk-leckman-urge", "mk-lekman-urge", "no source with the id mk-lekman-urge"),
    "an unknown name": ("jerk: 20", "jrk: 20", "no finding with the id jrk"),
    "a sign among the names": ("jerk: 20", "suppressible: 20", "suppressible"),
    "a sign twice": ("finding: suppressible", "finding: urge-before", "urge-before stands twice"),
    "a child over its parent": (
        r"finding: blinking-excess\n    percent: 48",
        "finding: site-eyelid\n    percent: 90",
        "site-eyelid (90 %) is commoner than site-face (62 %)",
    ),
    "a finding of another kind": ("^finding: tic", "finding: tremor", "tremor already stands for"),
    "a lay word": ("^finding: tic", "finding: jerk", "jerk is a lay word"),
    "another name than the file's": ("^id: tic", "id: tics", "The id is not the file's name"),
    "no grade": (r"(percent: 78\n.*\n.*\n)    grade: cohort\n", r"\1", "'grade' is a required property"),
    "a number without a source": (
        r"(percent: 78\n.*\n)    sources: .*\n",
        r"\1",
        "'sources' is a required property",
    ),
    "a word too many": ("^summary:", "sumary: x\nsummary:", "Additional properties"),
}


@pytest.mark.parametrize(("pattern", "replacement", "message"), BROKEN.values(), ids=list(BROKEN))
def test_a_broken_kind_is_told(copy: Copy, pattern: str, replacement: str, message: str) -> None:
    with copy.edited(TIC, pattern, replacement):
        faults: list[Fault] = copy.check()
    assert any(message in fault.message for fault in faults), "\n".join(map(str, faults))
    assert all(fault.remedy for fault in faults)

"""One thing broken at a time in a copy of the real rules gives exactly one fault, at its place, with what to do.

The edits stand in faults.yaml.
"""

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from service.loader.fault import Fault
from tests.loader.conftest import Copy

FAULTS = yaml.safe_load((Path(__file__).parent / "faults.yaml").read_text("utf-8"))
Edit = dict[str, Any]


def one_fault(copy: Copy, edit: Edit) -> tuple[Fault, str, int]:
    """The single fault after an edit, the file edited, and the line where it was."""
    name = edit["file"] if edit["file"].endswith(".yaml") else copy.find(edit["file"])
    with copy.edited(name, edit["pattern"], edit["replacement"]) as line:
        faults = copy.check()
    assert len(faults) == 1, "\n".join(map(str, faults))
    return faults[0], f"rules/{name}", line


def said_well(copy: Copy, edit: Edit) -> None:
    """The fault is at its file, line and pointer, and says what is wrong and what to do."""
    fault, name, line = one_fault(copy, edit)
    assert re.fullmatch(edit["pointer"], fault.pointer), fault
    assert re.search(edit["message"], fault.message), fault
    assert edit["remedy"] in fault.remedy, fault
    assert (fault.file, fault.line) == (name, line + edit.get("line", 0))


def storey(name: str) -> pytest.MarkDecorator:
    """The edits of one storey of checks, as cases with their names."""
    return pytest.mark.parametrize("edit", [pytest.param(edit, id=edit["name"]) for edit in FAULTS[name]])


def test_the_unbroken_copy_is_sound(copy: Copy) -> None:
    assert copy.check() == []


@storey("reading")
def test_what_cannot_be_read(copy: Copy, edit: Edit) -> None:
    said_well(copy, edit)


@storey("shape")
def test_what_has_not_its_shape(copy: Copy, edit: Edit) -> None:
    said_well(copy, edit)


@storey("across")
def test_what_does_not_fit_together(copy: Copy, edit: Edit) -> None:
    said_well(copy, edit)


@storey("sense")
def test_what_makes_no_sense(copy: Copy, edit: Edit) -> None:
    said_well(copy, edit)


def test_backgrounds_that_do_not_sum_are_told_at_their_family(copy: Copy) -> None:
    pattern = r"(group: age\n    background:\n      percent: )[\d.]+"
    with copy.edited("findings/demographic.yaml", pattern, r"\g<1>77"):
        (fault,) = copy.check()
    told = (copy.folder / "groups.yaml").read_text("utf-8").splitlines()[fault.line - 1]
    assert (fault.file, told.strip()) == ("rules/groups.yaml", "- id: age")
    assert fault.message.startswith("The backgrounds of its members sum to")


def test_every_fault_of_a_storey_is_told_at_once_in_the_order_of_file_and_line(copy: Copy) -> None:
    with (
        copy.edited("scale.yaml", r"value: [\d.]+", "value: half"),
        copy.edited("groups.yaml", r"kind: exclusive", "kind: exclusif") as line,
        copy.edited("groups.yaml", r"because: .*", "because: So."),
    ):
        faults = copy.check()
    assert [fault.file for fault in faults] == ["rules/groups.yaml", "rules/groups.yaml", "rules/scale.yaml"]
    assert [fault.line for fault in faults[:2]] == [line, line + 1]


def test_a_fault_on_one_line_can_be_read_by_an_editor(copy: Copy) -> None:
    with copy.edited("pack.yaml", r"^developer: .*", "developer: 7") as line:
        (fault,) = copy.check()
    told = f"rules/pack.yaml:{line}: /developer: 7 is not of type 'string'. Change the value to that type."
    assert str(fault) == told

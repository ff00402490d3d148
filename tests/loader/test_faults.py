"""One thing broken at a time in a copy of the real rules gives exactly one fault, at its place, with what to do.

Each edit is a pattern in a file; `line` is how far from the edit's last line the fault is told.
"""

import re
from contextlib import ExitStack
from typing import NamedTuple

import pytest

from service.loader.fault import Fault
from tests.loader.conftest import Copy


class Edit(NamedTuple):
    """What is broken in the file, and what must be said of it."""

    name: str
    kind: str
    pattern: str
    replacement: str
    pointer: str
    message: str
    remedy: str
    line: int = 0


PLACE = r"\d+"

SHAPE = [
    Edit("a key that no card has", "conditions", r"^id:", "colour: red\nid:", "", "'colour' was unexpected", "Check the spelling of the key", -1),
    Edit("a percent in words", "findings", r"percent: [\d.]+", "percent: many", f"/findings/{PLACE}/background/percent", "'many' is not of type 'number'", "Change the value to that type"),
    Edit("a percent above 100", "findings", r"percent: [\d.]+", "percent: 101", f"/findings/{PLACE}/background/percent", "101 is greater than the maximum of 100", "See the schema"),
    Edit("an id in capitals", "findings", r"- id: (\S+)", "- id: Bad_Id", f"/findings/{PLACE}/id", "does not match", "Write it in that form"),
    Edit("an unknown level", "red_flags", r"level: \w+", "level: soonish", f"/red_flags/{PLACE}/level", "'soonish' is not one of", "Use one of the words named"),
    Edit("an unknown grade", "red_flags", r"^    grade: \w+", "    grade: hearsay", f"/red_flags/{PLACE}/grade", "'hearsay' is not one of", "Use one of the words named"),
    Edit("a graded rule without a source", "scale", r"grade: expert_estimate", "grade: guideline", f"/constants/{PLACE}", "'sources' is a required property", "Add it", -3),
    Edit("a reason of a few letters", "groups", r"because: .*", "because: So.", f"/groups/{PLACE}/because", "'So.' is too short", "See the schema"),
    Edit("a wrong code", "findings", r"codes: \{.*\}", "codes: {hpo: [HP:1]}", f"/findings/{PLACE}/codes/hpo/0", "'HP:1' does not match", "Write it in that form"),
    Edit("a misspelt effect", "medications", r"effect: \w+", "effect: twich", f"/medications/{PLACE}/effects/{PLACE}/effect", "'twich' is not one of", "Use one of the words named"),
    Edit("a wrong group kind", "groups", r"kind: exclusive", "kind: exclusif", f"/groups/{PLACE}/kind", "'exclusif' is not one of", "Use one of the words named"),
    Edit("a bare date", "pack", r'released: ".*"', "released: 22 November", "/released", "does not match", "Write it in that form"),
    Edit("a number for a version", "pack", r'version: ".*"', "version: 2026", "/version", "is not of type 'string'", "Change the value to that type"),
    Edit("an unpriced constant", "scale", r"value: [\d.]+", "value: half", f"/constants/{PLACE}/value", "'half' is not of type 'number'", "Change the value to that type"),
    Edit("a source of no known kind", "sources", r"kind: \w+", "kind: rumour", f"/sources/{PLACE}/kind", "'rumour' is not one of", "Use one of the words named"),
    Edit("a test nobody can read", "workup", r"label: .*", "label: 7", f"/tests/{PLACE}/label", "7 is not of type 'string'", "Change the value to that type"),
    Edit("a screen that denies nothing", "screens", r"absent: \[[^\]]*\]", "absent: []", f"/screens/{PLACE}/absent", "non-empty|too short", "Give at least one"),
    Edit("an analyte with one bound", "analytes", r"possible: \[.*\]", "possible: [1]", f"/analytes/{PLACE}/possible", "too short", "Give at least one"),
    Edit("a certain referral", "referral", r"threshold: [\d.]+", "threshold: 2", f"/levels/{PLACE}/threshold", "2 is greater than the maximum of 1", "See the schema"),
]  # fmt: skip

READING = [
    Edit("a repeated key", "pack", r"^developer: (.*)", r"developer: A\ndeveloper: B", "/developer", "'developer' stands twice", "Keep one of the two"),
    Edit("an anchor", "pack", r"^developer: (.*)", r"developer: &us A", "", "Anchors and aliases are not allowed", "Write the value out"),
    Edit("a tag", "pack", r"^developer: (.*)", r"developer: !!int 4\nextra: !x 1", "/extra", "tag !x is not allowed", "Write a plain value"),
    Edit("broken syntax", "groups", r"^groups:", "groups: [", "", "Not YAML", "Mend the syntax", 1),
]  # fmt: skip

ACROSS = [
    Edit("an unknown finding", "conditions", r"^  - finding: \S+", "  - finding: nonsuch-finding", f"/findings/{PLACE}/finding", "no finding with the id nonsuch-finding", "Add it to rules/findings"),
    Edit("a near miss", "screens", r"absent: \[weakness,", "absent: [weaknes,", f"/screens/{PLACE}/absent/0", "no finding with the id weaknes", "Did you mean weakness?"),
    Edit("an unknown service", "conditions", r"^  to: \S+", "  to: nonsuch-place", "/referral/to", "no service with the id nonsuch-place", "Add it to rules/services"),
    Edit("an unknown test", "red_flags", r"\btest: [a-z0-9-]+", "test: nonsuch-test", f"/red_flags/{PLACE}/workup/{PLACE}/test", "no workup with the id nonsuch-test", "Add it to rules/workup"),
    Edit("an unknown source", "red_flags", r"^    sources: \[[^\]]*\]", "    sources: [nonsuch-source]", f"/red_flags/{PLACE}/sources/0", "no source with the id nonsuch-source", "Add it to rules/sources"),
    Edit("an unknown family", "conditions", r"^  laterality:$", "  handedness:", "/profiles/handedness", "no group with the id handedness", "Add it to rules/groups"),
    Edit("an unknown finding in a scope", "pack", r"\{finding: twitching\}", "{finding: nonsuch-finding}", "/scope/when/any/0/finding", "no finding with the id nonsuch-finding", "Add it"),
    Edit("an id of a file that has another", "conditions", r"^id: (\S+)", r"id: \1-again", "/id", "The id is not the file's name", "Name the file"),
]  # fmt: skip

SENSE = [
    Edit("ages that do not sum", "conditions", r"^(    percents: \{age-infant: )[\d.]+", r"\g<1>37", "/profiles/age/percents", r"The percents sum to \d", "make them sum to 100"),
    Edit("a background above its parent", "findings", r"(parents: \[[^\]]*\](?:\n.*){0,3}?\n      percent: )[\d.]+", r"\g<1>100", f"/findings/{PLACE}/background/percent", r"is above that of its parent", "A child is never commoner"),
    Edit("a case that does not fire", "red_flags", r"^    fires:\n      - ", "    fires:\n      - {nystagmus: unknown}\n      - ", f"/red_flags/{PLACE}/fires/0", "does not fire the flag", "Mend the case or the rule", -1),
    Edit("no unit of one", "analytes", r"factors: \{mmol/L: 1,", "factors: {mmol/L: 2,", f"/analytes/{PLACE}/factors", "canonical unit needs the factor 1", "Add mmol/L: 1"),
    Edit("bounds the wrong way round", "analytes", r"possible: \[([\d.]+), ([\d.]+)\]", r"possible: [\2, \1]", f"/analytes/{PLACE}/possible", "not below the highest", "Swap them"),
    Edit("a field that no history has", "findings", r"field: \S+,", "field: patient.shoe_size,", f"/findings/{PLACE}/from/{PLACE}/field", "no field patient.shoe_size", "Use one of"),
]  # fmt: skip

FILE_OF = {
    "a percent in words": "findings/course.yaml",
    "a percent above 100": "findings/course.yaml",
    "a wrong code": "findings/course.yaml",
    "a misspelt effect": "medications/neurological.yaml",
    "ages that do not sum": "conditions/als.yaml",
    "an unknown family": "conditions/als.yaml",
    "an unknown finding": "conditions/als.yaml",
    "a background above its parent": "findings/movement.yaml",
    "a field that no history has": "findings/course.yaml",
}


def one_fault(copy: Copy, edit: Edit) -> tuple[Fault, str, int]:
    """The single fault after an edit, the file edited, and the line where it was."""
    name = FILE_OF.get(edit.name) or copy.find(edit.kind)
    with copy.edited(name, edit.pattern, edit.replacement) as line:
        faults = copy.check()
    assert len(faults) == 1, "\n".join(map(str, faults))
    return faults[0], f"rules/{name}", line


def said_well(copy: Copy, edit: Edit) -> None:
    """The fault is at its file, line and pointer, and says what is wrong and what to do."""
    fault, name, line = one_fault(copy, edit)
    assert re.fullmatch(edit.pointer, fault.pointer), fault
    assert re.search(edit.message, fault.message), fault
    assert edit.remedy in fault.remedy, fault
    assert (fault.file, fault.line) == (name, line + edit.line)


def named(edits: list[Edit]) -> list[pytest.param]:
    """The edits as cases with their names."""
    return [pytest.param(edit, id=edit.name) for edit in edits]


def test_the_unbroken_copy_is_sound(copy: Copy) -> None:
    assert copy.check() == []


@pytest.mark.parametrize("edit", named(READING))
def test_what_cannot_be_read(copy: Copy, edit: Edit) -> None:
    said_well(copy, edit)


@pytest.mark.parametrize("edit", named(SHAPE))
def test_what_has_not_its_shape(copy: Copy, edit: Edit) -> None:
    said_well(copy, edit)


@pytest.mark.parametrize("edit", named(ACROSS))
def test_what_does_not_fit_together(copy: Copy, edit: Edit) -> None:
    said_well(copy, edit)


@pytest.mark.parametrize("edit", named(SENSE))
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
    edits = [edit for edit in SHAPE if edit.kind in ("groups", "scale", "pack")]
    with ExitStack() as stack:
        for edit in edits:
            if edit.name not in ("a wrong group kind", "an unpriced constant", "a bare date"):
                stack.enter_context(copy.edited(copy.find(edit.kind), edit.pattern, edit.replacement))
        faults = copy.check()
    assert [fault.file for fault in faults] == ["rules/groups.yaml", "rules/pack.yaml", "rules/scale.yaml"]


def test_two_faults_of_one_file_come_by_line(copy: Copy) -> None:
    first, second = (edit for edit in SHAPE if edit.kind == "groups")
    with (
        copy.edited("groups.yaml", first.pattern, first.replacement),
        copy.edited("groups.yaml", second.pattern, second.replacement),
    ):
        faults = copy.check()
    assert len(faults) == 2
    assert faults[0].line < faults[1].line


def test_a_fault_on_one_line_can_be_read_by_an_editor(copy: Copy) -> None:
    with copy.edited("pack.yaml", r"^developer: .*", "developer: 7") as line:
        (fault,) = copy.check()
    told = f"rules/pack.yaml:{line}: /developer: 7 is not of type 'string'. Change the value to that type."
    assert str(fault) == told

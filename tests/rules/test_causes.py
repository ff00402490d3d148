"""Every cause that public texts name is traced to conditions that exist."""

import re
from pathlib import Path

import pytest

from service.engine.pack import Knowledge

PAGE = Path(__file__).resolve().parents[2] / "docs" / "causes.md"
ID = re.compile(r"`([^`]*)`")
HEADING = ["cause", "conditions", "remark"]


def _rows() -> list[list[str]]:
    """The cells of every row of every table but the headings and rules."""
    lines = (line for line in PAGE.read_text("utf-8").splitlines() if line.startswith("|"))
    cells = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]
    return [row for row in cells if row != HEADING and set("".join(row)) != {"-"}]


ROWS = _rows()
# One word, at least, of each cause that the page promises; the texts' own spelling, in lower case.
PROMISED = """
    heavy metals, alcohol intoxication, parkinson, creutzfeldt-jakob, wilson, magnesium, calcium, potassium, vitamin d,
    tics, tourette, febrile seizure, diabetes mellitus, low blood glucose, high blood glucose, diabetic neuropathy,
    amyotrophy, restless legs, epilepsy, multiple sclerosis, amyotrophic lateral, encephalitis, circulatory, stroke,
    transient ischaemic, limb-shaking, dehydration, fatigue, exertion, caffeine, stress and anxiety, poor sleep,
    medications, pinched nerve, isaacs, lupus, myositis, spinal muscular atrophy, paraneoplastic, schwartz-jampel,
    moersch-woltmann, benign fasciculation, cramp-fasciculation, eyelid myokymia, myokymia elsewhere, charley horse,
    sleep starts, physiological myoclonus, pathological myoclonus, dystonia, acute dystonic, opsoclonus, sydenham,
    hemichorea, propriospinal, palatal, superior oblique, periodic limb, rolandic, lance-adams, functional jerks,
    huntington, spinocerebellar, neuroacanthocytosis, rabies, envenomation, strychnine, neuroleptic malignant,
    eclampsia, neonatal sleep, infantile spasms, hyperventilation
"""


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row[0])
def test_cause_is_traced_to_conditions_that_exist(knowledge: Knowledge, row: list[str]) -> None:
    cause, conditions, remark = row
    ids = ID.findall(conditions)
    assert cause
    assert remark
    assert ids
    assert conditions == ", ".join(f"`{name}`" for name in ids)
    assert len(set(ids)) == len(ids)
    assert set(ids) <= knowledge.conditions.keys()


def test_no_cause_stands_twice() -> None:
    causes = [row[0].lower() for row in ROWS]
    assert len(set(causes)) == len(causes)


@pytest.mark.parametrize("words", [part.strip() for part in PROMISED.split(",")])
def test_promised_cause_has_a_row(words: str) -> None:
    assert any(words in row[0].lower() for row in ROWS)

"""Numbers and rules in words: what a clinician reads must be what decides."""

import pytest

from service.doors.book.derived import derivation_words, makes
from service.doors.book.numbers import effect, likelihood, percent, prior_share, signed, strength
from service.doors.book.rule_words import rule_words
from service.doors.book.shelf import Book
from service.engine.derivation import Derivation, Patients
from service.engine.knowledge import Medication
from service.engine.predicates import Is, Not, either, every
from service.engine.terms import Status
from service.loader.predicate import compile_predicate
from tests.support import packs


@pytest.fixture(scope="module")
def book() -> Book:
    """A book of a few findings and one laboratory value."""
    findings = [packs.finding(name) for name in ("jerk", "weakness", "fever")]
    analyte = {"id": "calcium", "label": "Calcium", "unit": "mmol/L", "factors": {"mmol/L": 1}, "possible": [0, 5]}
    documents = packs.rules(
        findings=findings,
        conditions=[packs.condition("one", {"jerk": 50})],
        analytes=[{**analyte, "loinc": [], **packs.WHY}],
    )
    return Book(packs.compiled(documents))


@pytest.mark.parametrize(
    ("points", "words"),
    [
        (9.03, "makes it about 8 times as likely"),
        (3.01, "makes it about twice as likely"),
        (1.5, "makes it about 1.4 times as likely"),
        (20, "makes it about 100 times as likely"),
        (0.2, "changes almost nothing"),
        (-0.3, "changes almost nothing"),
        (-1.8, "makes it about two thirds as likely"),
        (-3.01, "makes it about half as likely"),
        (-10, "makes it about a tenth as likely"),
        (-23, "makes it about one part in 200 as likely"),
    ],
)
def test_points_are_said_as_what_they_do_to_the_chance(points: float, words: str) -> None:
    assert likelihood(points) == words


@pytest.mark.parametrize("points", [x / 10 for x in range(-250, 251)])
def test_words_never_contradict_the_sign(points: float) -> None:
    words = likelihood(points)
    if "twice" in words or "times" in words:
        assert points > 0
    elif "nothing" not in words:
        assert points < 0
    assert (effect(points)["way"] == "neither") == (strength(points) == "hardly")


def test_numbers_are_short_and_have_their_sign() -> None:
    assert [signed(p) for p in (9.05, -10.34, 0.04, -0.04)] == ["+9.1", "\u221210.3", "0", "0"]
    assert [percent(x) for x in (0.5, 0.005, 0.1234, 0.99)] == [f"{n}\u00a0%" for n in ("50", "0.5", "12.3", "99")]
    assert prior_share(-10) == "10\u00a0%"


def said(book: Book, when: packs.Rule) -> object:
    """A rule as nested lists of words."""

    def flat(node: dict[str, object]) -> object:
        if "ref" in node:
            return f"{node['ref'].label} {node['said']}".strip()
        return [node["lead"], *(flat(part) for part in node["parts"])]

    return flat(rule_words(book, compile_predicate(when)))


JERK, WEAK, FEVER = ({"finding": name} for name in ("jerk", "weakness", "fever"))


def test_a_rule_is_said_line_by_line(book: Book) -> None:
    assert said(book, JERK) == "The jerk"
    assert said(book, {"all": [JERK, {**WEAK, "is": "absent"}]}) == [
        "Both of these:",
        "The jerk",
        "The weakness is absent",
    ]
    assert said(book, {"any": [JERK, WEAK, FEVER]}) == ["Any one of these:", "The jerk", "The weakness", "The fever"]
    assert said(book, {"at_least": 2, "of": [JERK, WEAK, FEVER]}) == [
        "At least 2 of these 3:",
        "The jerk",
        "The weakness",
        "The fever",
    ]
    nested = {"all": [JERK, {"any": [WEAK, {"not": {"all": [FEVER, WEAK]}}]}]}
    assert said(book, nested) == [
        "Both of these:",
        "The jerk",
        ["Either of these:", "The weakness", ["This does not hold:", ["Both of these:", "The fever", "The weakness"]]],
    ]


def test_alternatives_about_one_finding_are_one_line(book: Book) -> None:
    for words, told in (
        (("unknown", "absent"), "The jerk is not recorded as present"),
        (("unknown", "present"), "The jerk is not ruled out"),
        (("present", "absent"), "The jerk is known, either way"),
    ):
        assert said(book, {"any": [{**JERK, "is": word} for word in words]}) == told


@pytest.mark.parametrize("status", [None, True, False])
def test_a_denied_finding_is_said_with_the_status_that_the_engine_asks_for(book: Book, status: bool | None) -> None:
    statuses = {} if status is None else {"jerk": status}
    denied = rule_words(book, Not(Is("jerk")))
    assert denied["said"] == "is absent"
    assert (Not(Is("jerk")).holds(statuses) is True) == (Is("jerk", Status.ABSENT).holds(statuses) is True)
    assert "parts" in rule_words(book, Not(Is("jerk", Status.UNKNOWN)))
    assert rule_words(book, every(Is("jerk")))["ref"].id == rule_words(book, either(Is("jerk")))["ref"].id == "jerk"


def test_a_derivation_is_said_with_its_bounds_unit_and_patients(book: Book) -> None:
    low = derivation_words(book, Derivation(field="results.calcium", below=2.2))
    assert (low["value"], low["analyte"].label, low["patients"]) == ("below 2.2 mmol/L", "Calcium", None)
    old = Derivation(field="patient.age_years", at_least=60, below=75, patients=Patients(sex="female", age_at_least=1))
    said_of = derivation_words(book, old)
    assert (said_of["field"], said_of["value"]) == ("Age in years", "from 60 to below 75")
    assert said_of["patients"] == "in female patients, aged 1 and over"
    assert (
        derivation_words(book, Derivation(field="movement.moves_joint", flag=True))["field"]
        == "At the bedside: moves joint"
    )
    pair = Derivation(field="medications.classes", one_of=frozenset({"ssri"}), and_one_of=frozenset({"maoi"}))
    assert derivation_words(book, pair)["value"] == "ssri; together with maoi"


def test_a_medicine_makes_what_reads_its_class_or_effect() -> None:
    medicine = Medication(id="m", label="M", kind="medicine", classes=frozenset({"statin"}))
    assert makes(Derivation(field="medications.classes", one_of=frozenset({"statin"})), medicine)
    assert makes(Derivation(field="medications.count.statin", at_least=2), medicine)
    assert not makes(Derivation(field="medications.classes", one_of=frozenset({"ssri"})), medicine)
    assert not makes(Derivation(field="medications.effects", one_of=frozenset({"statin"})), medicine)
    assert not makes(Derivation(field="triggers", one_of=frozenset({"statin"})), medicine)

"""Which facts about people are used: nothing that reads one is left out, and what is not used cannot be sent."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest
from flask.testing import FlaskClient
from hypothesis import Phase, assume, given, settings
from hypothesis import strategies as st

from schemas.intake import HistorySchema
from service.doors.about.attributes import ATTRIBUTES, BY_ID, Attribute
from service.doors.about.readers import Use, paths, told_by, use_of, with_line
from service.doors.about.report import report_attributes, uses_of
from service.engine.asking import index_asking
from service.engine.assess import assess
from service.engine.cardindex import index_card
from service.engine.evidence import ContradictionError
from service.engine.flagindex import index_flags
from service.engine.history import History, MeasuredResult, Stated
from service.engine.knowledge import Condition, Finding
from service.engine.pack import Knowledge
from service.engine.tally import build_matrix
from service.engine.terms import Status
from tests.support import overlays, packs

UNUSED = ("race", "ethnicity", "language", "sexual_orientation", "gender_identity")
USED = ("sex", "date_of_birth", "social_determinants", "health_status_assessments")
# The values whose limits differ by age or sex, each within the limits of some patients and outside those of others.
RESULTS = {
    "haemoglobin": (112, 125),
    "ck": (250,),
    "creatinine": (60, 110),
    "alp": (300,),
    "potassium": (6.2,),
}


@pytest.fixture(scope="module")
def uses(knowledge: Knowledge) -> Mapping[str, Use]:
    """How each attribute is used."""
    return dict(uses_of(knowledge))


@pytest.fixture(scope="module")
def without(knowledge: Knowledge, uses: Mapping[str, Use]) -> Mapping[str, Knowledge]:
    """The rules less all that is listed as reading an attribute, by attribute."""
    return {name: dropped(knowledge, uses[name]) for name in USED}


def dropped(knowledge: Knowledge, use: Use) -> Knowledge:
    """The rules with every listed reading left out, and with nothing else changed."""
    line = with_line(knowledge, use.findings | use.limits)
    told = {kind: frozenset(names) for kind, names in use.rules.items()}
    cut = {
        name: card_without(card, line) if name in told.get("conditions", ()) else card
        for name, card in knowledge.conditions.items()
    }
    flags = {name: flag for name, flag in knowledge.red_flags.items() if name not in told.get("red-flags", ())}
    tests = {
        name: replace(test, settles=tuple(f for f in test.settles if f not in line))
        if name in told.get("tests", ())
        else test
        for name, test in knowledge.tests.items()
    }
    kinds = {
        name: replace(kind, weights={f: w for f, w in kind.weights.items() if f not in line})
        if name in told.get("movements", ())
        else kind
        for name, kind in knowledge.movements.kinds.items()
    }
    order, groups = knowledge.ontology, knowledge.group_of
    cards = {name: index_card(card.weights, card.combinations, order, groups) for name, card in cut.items()}
    backgrounds = {finding.id: finding.background for finding in knowledge.findings.values()}
    matrix = build_matrix(cut, cards, order, groups, backgrounds, knowledge.policy.group_discount)
    moved = {name: index_card(kind.weights, (), order, groups) for name, kind in kinds.items()}
    return replace(
        knowledge,
        conditions=cut,
        red_flags=flags,
        tests=tests,
        cards=cards,
        matrix=matrix,
        flags=index_flags(flags, knowledge.findings, order),
        asking=index_asking(knowledge.findings, cut, matrix.frequencies),
        movements=replace(knowledge.movements, kinds=kinds, cards=moved),
    )


def card_without(card: Condition, line: frozenset[str]) -> Condition:
    unlikely = card.implausible_when
    return replace(
        card,
        weights={name: weight for name, weight in card.weights.items() if name not in line},
        combinations=tuple(one for one in card.combinations if not one.when.findings() & line),
        earned_when=tuple(one for one in card.earned_when if one.finding not in line),
        implausible_when=None if unlikely and unlikely.findings() & line else unlikely,
    )


def answer_of(knowledge: Knowledge, history: History) -> Any:
    """What an answer comes to: referral, flags, ranking, dangers, work-up."""
    made = assess(knowledge, history)
    return (
        made.triage.level,
        [fired.flag.id for fired in made.triage.red_flags],
        [(entry.condition, round(entry.points, 6)) for entry in made.differential],
        {entry.condition for entry in made.must_not_miss},
        [(test.test, test.priority) for test in made.workup],
    )


def stated(statuses: Mapping[str, str]) -> tuple[Stated, ...]:
    return tuple(
        Stated(finding=name, status=Status(status), pointer=f"/associated_symptoms/{place}")
        for place, (name, status) in enumerate(statuses.items())
    )


def told_as(data: st.DataObject, attribute: Attribute, use: Use) -> tuple[dict[str, object], dict[str, str]]:
    """A way to tell the attribute, or not to: fields of the patient, and findings that are stated."""
    fields: dict[str, object] = {}
    if attribute.id == "sex" and data.draw(st.booleans()):
        fields["patient.sex"] = data.draw(st.sampled_from(["female", "male"]))
    if attribute.id == "date_of_birth" and data.draw(st.booleans()):
        fields["patient.age_years"] = data.draw(st.sampled_from([0.1, 3, 9, 15, 30, 50, 70, 90]))
    if fields or not attribute.findings:
        return fields, {}
    some = st.dictionaries(st.sampled_from(sorted(use.findings)), st.sampled_from(["present", "absent"]), max_size=4)
    return {}, data.draw(some)


@pytest.mark.parametrize("name", USED)
def test_with_every_rule_that_reads_it_dropped_an_attribute_changes_nothing(
    name: str, knowledge: Knowledge, uses: Mapping[str, Use], without: Mapping[str, Knowledge]
) -> None:
    line = with_line(knowledge, uses[name].findings | uses[name].limits)
    others = sorted(set(knowledge.findings) - line)
    hearing = {one.id: sorted(one.reads - line) for one in knowledge.red_flags.values() if one.reads & line}
    usual: dict[str, object] = {"sex": {"patient.age_years": 40}, "date_of_birth": {"patient.sex": "female"}}.get(
        name, {}
    )

    # A smaller example would cost more than it tells, and whole rules are no arguments to print.
    @settings(max_examples=10, phases=[Phase.generate])
    @given(data=st.data())
    def holds(data: st.DataObject) -> None:
        told = data.draw(st.dictionaries(st.sampled_from(others), st.sampled_from(["present", "absent"]), max_size=6))
        # All that a red flag asks for but the attribute itself: then the attribute alone would decide.
        flag = data.draw(st.sampled_from(sorted(hearing)))
        base = {**told, "twitching": "present", **dict.fromkeys(hearing[flag], "present")}
        results = tuple(
            MeasuredResult(analyte=analyte, value=data.draw(st.sampled_from(values)), pointer="/results/0")
            for analyte, values in RESULTS.items()
        )
        answers = []
        for _ in range(2):
            fields, more = told_as(data, BY_ID[name], uses[name])
            history = History(fields={**usual, **fields}, stated=stated({**base, **more}), results=results)
            try:
                answers.append(answer_of(without[name], history))
            except ContradictionError:
                assume(False)
        assert answers[0] == answers[1]

    holds()


def test_each_used_attribute_does_change_an_answer(knowledge: Knowledge) -> None:
    """Otherwise the property above would hold of anything."""
    base = {"twitching": "present"}
    told: list[tuple[dict[str, object], dict[str, str]]] = [
        ({"patient.sex": "male"}, {}),
        ({"patient.age_years": 70}, {}),
        ({}, {"stress-recent": "present"}),
        ({}, {"confusion": "present"}),
    ]
    plain = answer_of(knowledge, History(stated=stated(base)))
    for fields, more in told:
        assert answer_of(knowledge, History(fields=fields, stated=stated({**base, **more}))) != plain


def test_the_attributes_are_the_nine_from_five_to_thirteen(uses: Mapping[str, Use]) -> None:
    assert [one.number for one in ATTRIBUTES] == list(range(5, 14))
    assert {name for name, use in uses.items() if not use.used} == set(UNUSED)
    assert {name for name, use in uses.items() if use.used} == set(USED)


def test_every_fact_about_the_patient_belongs_to_an_attribute(knowledge: Knowledge, uses: Mapping[str, Use]) -> None:

    claimed = {path for use in uses.values() for path in use.fields}
    assert {path for path in paths(HistorySchema()) if path.startswith("patient.")} <= claimed
    told = frozenset().union(*(use.findings for use in uses.values()))
    assert {f.id for f in knowledge.findings.values() if f.kind == "demographic"} <= told
    listed = {name for attribute in ATTRIBUTES for name in attribute.findings}
    assert listed <= set(knowledge.findings)


@pytest.mark.parametrize("name", UNUSED)
def test_no_part_of_a_history_takes_what_is_not_used(name: str, client: FlaskClient) -> None:
    history: dict[str, Any] = {
        "patient": {"age_years": 40},
        "movement": {"types": ["fasciculation"]},
        "sites": [{"site": "calf"}],
        "medications": [{"name": "salbutamol"}],
        "history": {"past": []},
    }
    plain = client.post("/v1/assessments", json=history)
    assert plain.status_code == 200
    for field in BY_ID[name].names:
        for place in ("patient", "movement", "history"):
            refused = client.post("/v1/assessments", json={**history, place: {**history[place], field: "any"}})
            assert refused.status_code == 422
            assert [one["pointer"] for one in refused.get_json()["errors"]] == [f"/{place}/{field}"]
        assert client.post("/v1/assessments", json={**history, field: "any"}).status_code == 422


def test_words_of_what_is_not_used_change_nothing_where_text_is_free(client: FlaskClient) -> None:
    answers = []
    for words in ("", "Hispanic", "speaks no English", "gay", "transgender", "Black"):
        medicine = {"name": "salbutamol", "dose": f"2 puffs {words}"}
        told = client.post("/v1/assessments", json={"sites": [{"site": "calf"}], "medications": [medicine]}).get_json()
        answers.append({key: told[key] for key in ("referral", "differential", "must_not_miss", "workup", "evidence")})
        finding = {"finding": words or "of European descent"}
        assert client.post("/v1/assessments", json={"associated_symptoms": [finding]}).status_code == 422
    assert all(answer == answers[0] for answer in answers)


@pytest.mark.parametrize(
    ("name", "label"),
    [
        ("race", "Skin colour"),
        ("ethnicity", "Of Ashkenazi descent"),
        ("language", "Needs an interpreter"),
        ("sexual_orientation", "Bisexual"),
        ("gender_identity", "Transgender man"),
    ],
)
def test_a_finding_that_tells_one_is_found_by_its_words(name: str, label: str) -> None:
    pack = packs.rules(
        findings=[packs.finding("twitch", 10), {**packs.finding("told", 10, "history"), "label": label}],
        conditions=[packs.condition("one", {"twitch": 50, "told": 60})],
    )
    made = packs.compiled(pack)
    found = use_of(made, BY_ID[name])
    assert (found.used, found.findings, found.rules) == (True, {"told"}, {"conditions": ("one",)})
    others = {one.id: told_by(made, one, ()) for one in ATTRIBUTES if one.id != name}
    assert not any(others.values())


def test_a_field_of_the_schema_that_no_rule_reads_is_not_used(knowledge: Knowledge) -> None:
    blind: dict[str, Finding] = {
        name: replace(one, derivations=tuple(d for d in one.derivations if d.field != "patient.sex"))
        for name, one in knowledge.findings.items()
    }
    sex = replace(BY_ID["sex"])
    assert "sex-male" not in use_of(replace(knowledge, findings=blind), sex).findings


def test_what_an_overlay_adds_is_named_for_the_site_to_judge() -> None:

    pack = packs.rules(findings=[packs.finding("twitch", 10)], conditions=[packs.condition("one", {"twitch": 50})])
    more = {**packs.finding("reef-fish", 5, "exposure"), "label": "Ate reef fish"}
    local = overlays.overlay(overlays.change("add", "reef-fish", kind="finding"), findings=[more])
    made = overlays.knowledge(pack, local)
    assert report_attributes(made, uses_of(made), calibration=False)["local_findings"] == ["reef-fish"]

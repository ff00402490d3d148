"""Safety rule 3 for overlays: whatever a site lays over a pack, no red flag of the pack falls silent or asks for less.

Changes are drawn without regard to safety. Each is either refused, or harmless for every history drawn.
"""

from collections.abc import Callable, Mapping
from typing import Any

import pytest
from hypothesis import event, given, settings
from hypothesis import strategies as st

from service.doors.faults import InvalidHistoryError
from service.doors.intake import Reception, open_reception, read_history
from service.engine.evidence import ContradictionError
from service.engine.interpret import interpret
from service.engine.rank import score
from service.engine.terms import Level
from service.engine.triage import level_of, triage
from service.engine.whatif import Case, supposing
from tests.support import overlays, packs
from tests.support.overlays import ESTIMATE, change
from tests.support.packs import Rule, Rules, compiled
from tests.support.strategies import LEVELS, PERCENTS, TIERS, whens

VALUES = [0.5, 1.0, 1.5, 2.0, 2.5, 3.0, 3.5]
NAMES = ["alphadone", "betaprazole", "alphadine", "Localol", "alphadoné", "betaprazol", "alphadone forte"]
CLASSES = ["alpha", "beta"]
RAISED = ["primary_care", "routine", "urgent", "emergency"]
Make = Callable[[Any, Rules], tuple[Rule, Rules]]
SAID = {"associated_symptoms": [{"finding": "f"}]}
LAB, LOW, VERY_LOW = "results.salt", "low-salt", "very-low-salt"


def medicine(name: str, classes: list[str], **more: object) -> Rule:
    """A medicine without effects."""
    return {"id": name, "label": name, "kind": "medicine", "classes": classes, "effects": [], "codes": {}, **more}


def grown(pack: Rules, flags: list[Rule]) -> Rules:
    """A pack with a laboratory value, two medicines, a list of triggers, and red flags that may read all of it."""
    taking = [{"field": "medications.classes", "one_of": [word]} for word in CLASSES]
    more = [
        packs.finding(LOW, 20, "result", **{"from": [{"field": LAB, "below": 2.0, "settles": True}]}),
        packs.finding(VERY_LOW, 5, "result", parents=[LOW], **{"from": [{"field": LAB, "below": 1.0}]}),
        *(
            packs.finding(f"on-{word}", 5, "exposure", **{"from": [one]})
            for word, one in zip(CLASSES, taking, strict=True)
        ),
        packs.finding("when-hot", 5, **{"from": [{"field": "triggers", "one_of": ["heat"]}]}),
    ]
    return {
        **pack,
        "findings": [*pack["findings"], *more],
        "red_flags": [*pack["red_flags"], *flags],
        "analytes": [packs.SALT],
        "workup": [packs.test_rule("scan")],
        "medications": [medicine("alphadone", ["alpha"]), medicine("betaprazole", ["beta"])],
    }


TOLD = ["f", "g", LOW, VERY_LOW, "on-alpha", "on-beta", "when-hot"]


def every_flag() -> list[Rule]:
    """A red flag for each way of reading each finding."""
    asked = [{"finding": name, "is": word} for name in TOLD for word in ("present", "absent", "unknown")]
    whens = [*asked, *({"not": one} for one in asked)]
    return [packs.red_flag(f"x{n:02}", when, RAISED[n % len(RAISED)]) for n, when in enumerate(whens)]


@st.composite
def worlds(draw: Any, make: Make) -> tuple[Rules, list[tuple[Rule, Rules]]]:
    """A small pack whose red flags read all that an overlay can reach, and changes, each with what it adds."""
    cards = [packs.condition(name, {"f": draw(PERCENTS), "g": draw(PERCENTS)}, level=draw(LEVELS)) for name in "ab"]
    heard = draw(st.lists(st.sampled_from(every_flag()), min_size=1, max_size=12, unique_by=lambda flag: flag["id"]))
    mixed = [packs.red_flag(f"y{n}", draw(whens(TOLD, 1)), draw(st.sampled_from(RAISED))) for n in range(2)]
    pack = grown(packs.rules(findings=[packs.finding("f"), packs.finding("g")], conditions=cards), [*heard, *mixed])
    return pack, [make(draw, pack) for _ in range(draw(st.integers(1, 3)))]


def _prior(draw: Any, pack: Rules) -> tuple[Rule, Rules]:
    return change("prior", draw(_ids(pack["conditions"])), primary_care=draw(TIERS), **ESTIMATE), {}


def _level(draw: Any, pack: Rules) -> tuple[Rule, Rules]:
    kind = draw(st.sampled_from(["red_flag", "condition"]))
    rules = pack["red_flags" if kind == "red_flag" else "conditions"]
    return change("level", draw(_ids(rules)), kind=kind, level=draw(LEVELS)), {}


def _limits(draw: Any, _: Rules) -> tuple[Rule, Rules]:
    bound = st.sampled_from(VALUES)
    limits: list[Rule] = [{"below": draw(bound)}]
    if draw(st.booleans()):
        limits = [{"below": draw(bound), "for": {"sex": sex}} for sex in ("female", "male")]
    elif draw(st.booleans()):
        limits = [{"at_least": draw(bound)}]
    if draw(st.booleans()):
        limits = [{**limit, "settles": True} for limit in limits]
    return change("limits", draw(st.sampled_from([LOW, VERY_LOW])), field=LAB, **{"from": limits}, **ESTIMATE), {}


def _names(draw: Any, _: Rules) -> tuple[Rule, Rules]:
    return change(
        "names", draw(st.sampled_from(["alphadone", "betaprazole"])), synonyms=[draw(st.sampled_from(NAMES))]
    ), {}


def _finding(draw: Any, _: Rules) -> tuple[Rule, Rules]:
    field = draw(st.sampled_from(["triggers", "relievers", "patient.sex", "movement.types", "course", LAB]))
    rule = {"field": field, "at_least": 0} if field == LAB else {"field": field, "one_of": draw(_words(field))}
    more: Rule = {"from": [rule]} if draw(st.booleans()) else {}
    more |= {"parents": [draw(st.sampled_from(TOLD))]} if draw(st.booleans()) else {}
    more |= {"codes": {"snomed": ["123456"]}} if draw(st.booleans()) else {}
    kind = draw(st.sampled_from(["symptom", "exposure", "history", "movement", "sign"]))
    name = draw(st.sampled_from(["local-sign", "f", "when-hot"]))
    return change("add", name, kind="finding"), {"findings": [packs.finding(name, 5, kind, **more)]}


def _words(field: str) -> st.SearchStrategy[list[str]]:
    known = {"patient.sex": ["female"], "course": ["progressive"], "movement.types": ["jerk"]}
    return st.sampled_from([[word] for word in known.get(field, ["heat", "Heat", "cold"])])


def _medicine(draw: Any, _: Rules) -> tuple[Rule, Rules]:
    name = draw(st.sampled_from(["alphadine", "betaprazole", "gamma"]))
    made = medicine(name, [draw(st.sampled_from([*CLASSES, "gamma"]))], synonyms=[draw(st.sampled_from(NAMES))])
    made["codes"] = draw(st.sampled_from([{}, {"atc": ["N01"]}]))
    return change("add", name, kind="medication"), {"medications": [made]}


def _condition(draw: Any, pack: Rules) -> tuple[Rule, Rules]:
    benign = draw(st.booleans())
    more = {"earned_when": [packs.requirement(pack["findings"][0]["id"])]} if benign else {}
    loose = [rule["id"] for rule in pack["findings"] if "group" not in rule]
    percents = {name: draw(PERCENTS) for name in loose[:3]}
    card = packs.condition("local-illness", percents, level=draw(LEVELS), benign=benign, **more)
    return change("add", "local-illness", kind="condition"), {"conditions": [card]}


def _ids(rules: list[Rule]) -> st.SearchStrategy[str]:
    return st.sampled_from([rule["id"] for rule in rules])


MAKERS = [_prior, _level, _limits, _names, _finding, _medicine, _condition]


def accepted(pack: Rules, changes: list[tuple[Rule, Rules]]) -> Rules:
    """The overlay of those changes that are not refused, one after the other."""
    local = overlays.overlay()
    for one, added in changes:
        more = {kind: [*local.get(kind, []), *rules] for kind, rules in added.items()}
        longer = {**local, "changes": [*local["changes"], one], **more}
        refused = bool(overlays.laid(pack, longer).faults)
        event(f"{one['change']} {one.get('kind', '')} {'refused' if refused else 'accepted'}")
        local = local if refused else longer
    return local


def documents() -> list[Rule]:
    """Histories of the pack, each with one thing that an overlay can reach."""
    values = [{"results": [{"test": "salt", "value": v, "unit": "mmol/L"}]} for v in (*VALUES, 0.9, 1.9)]
    people = [{}, *({"patient": {"sex": sex}} for sex in ("female", "male"))]
    taken = [{"medications": [{"name": name}]} for name in (*NAMES, "gamma")]
    moved = [
        {"triggers": ["heat"]},
        {"triggers": ["Heat"]},
        {"movement": {"types": ["jerk"]}},
        {"course": "progressive"},
    ]
    said = [{}, {"medications": [{"code": {"system": "atc", "value": "N01"}}]}]
    coded = [{"associated_symptoms": [{"code": {"system": "snomed", "value": "123456"}}]}]
    return [{**SAID, **one} for one in ({**value, **who} for value in values for who in people)] + [
        {**SAID, **one} for one in (*taken, *moved, *said, *coded, *people)
    ]


def fired(reception: Reception, document: Rule) -> tuple[Mapping[str, Level], Level] | None:
    """The red flags that a history fires with their levels, and its referral; None where it is refused."""
    knowledge = reception.knowledge
    try:
        history = read_history(reception, document).history
        evidence = interpret(knowledge, history)[0]
    except (InvalidHistoryError, ContradictionError):
        return None
    scores = score(knowledge, history.setting, evidence)
    made = triage(knowledge, evidence, scores)
    assert level_of(knowledge, evidence, scores) is made.level
    return {one.flag.id: one.flag.level for one in made.red_flags}, made.level


@pytest.mark.parametrize("make", MAKERS, ids=lambda make: make.__name__.strip("_"))
@settings(max_examples=15)
@given(data=st.data())
def test_no_overlay_silences_or_lowers_a_red_flag(data: st.DataObject, make: Make) -> None:
    pack, changes = data.draw(worlds(make))
    local = accepted(pack, changes)
    alone, both = open_reception(compiled(pack)), open_reception(overlays.knowledge(pack, local))
    for document in documents():
        before, after = fired(alone, document), fired(both, document)
        if before is None or after is None:
            continue
        flags, level = after
        assert all(flags.get(name, Level.SELF_CARE) >= least for name, least in before[0].items()), document
        assert level >= max(before[0].values(), default=Level.SELF_CARE), document


def test_a_local_name_puts_out_no_red_flag_and_tells_what_it_can() -> None:
    unmedicated = packs.red_flag("unmedicated", {"finding": "on-alpha", "is": "unknown"}, "urgent")
    medicated = packs.red_flag("medicated", {"finding": "on-alpha"}, "emergency")
    pack = grown(
        packs.rules(findings=[packs.finding("f")], conditions=[packs.condition("c", {"f": 50})]),
        [unmedicated, medicated],
    )
    local = overlays.overlay(change("names", "alphadone", brands={"uk": ["Localol"]}))
    both, document = (
        open_reception(overlays.knowledge(pack, local)),
        {**SAID, "medications": [{"name": "Localol 5 mg"}]},
    )
    assert fired(both, document) == ({"unmedicated": Level.URGENT, "medicated": Level.EMERGENCY}, Level.EMERGENCY)
    assert fired(both, {**SAID, "medications": [{"name": "alphadone"}]}) == (
        {"medicated": Level.EMERGENCY},
        Level.EMERGENCY,
    )
    assert fired(open_reception(compiled(pack)), document) == ({"unmedicated": Level.URGENT}, Level.URGENT)


def test_a_what_if_keeps_the_red_flag_that_a_local_name_may_not_put_out() -> None:
    either = {"any": [{"finding": "f"}, {"finding": "g"}]}
    unmedicated = packs.red_flag(
        "unmedicated", {"all": [{"finding": "on-alpha", "is": "unknown"}, either]}, "emergency"
    )
    cards = [packs.condition("c", {"f": 50, "g": 50})]
    pack = grown(packs.rules(findings=[packs.finding("f"), packs.finding("g")], conditions=cards), [unmedicated])
    knowledge = overlays.knowledge(pack, overlays.overlay(change("names", "alphadone", synonyms=["Localol"])))
    history = read_history(open_reception(knowledge), {**SAID, "medications": [{"name": "Localol"}]}).history
    evidence = interpret(knowledge, history)[0]
    scores = score(knowledge, history.setting, evidence)
    case = Case(knowledge, history.setting, evidence, scores, triage(knowledge, evidence, scores))
    for present in (True, False):
        supposed = supposing(case, (("g", present),))
        assert supposed
        assert supposed.level is Level.EMERGENCY


def test_what_the_pack_would_guess_a_local_name_to_be_keeps_its_red_flags() -> None:
    flag = packs.red_flag("on-beta-now", {"finding": "on-beta"}, "urgent")
    pack = grown(packs.rules(findings=[packs.finding("f")], conditions=[packs.condition("c", {"f": 50})]), [flag])
    local = overlays.overlay(change("names", "alphadone", synonyms=["betaprazol"]))
    document = {**SAID, "medications": [{"name": "betaprazol"}]}
    for knowledge in (compiled(pack), overlays.knowledge(pack, local)):
        assert fired(open_reception(knowledge), document) == ({"on-beta-now": Level.URGENT}, Level.URGENT)

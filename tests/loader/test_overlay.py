"""A site's overlay: what it may do, each thing that it may not, and that a faulty one loads nothing."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from service.engine.knowledge import Finding
from service.engine.terms import Level
from service.loader.__main__ import main
from service.loader.fault import RulesError
from service.loader.load import check, load
from service.loader.overlay.limits import covers
from tests.support import overlays, packs
from tests.support.overlays import ESTIMATE, WHO, change, laid, overlay
from tests.support.packs import Rule, Rules

ROOT = Path(__file__).resolve().parents[2]
LAB = "results.salt"


def limited(name: str, *limits: Rule, **more: Any) -> Rule:
    """A finding that follows from a laboratory value."""
    return packs.finding(name, 1, "result", **{"from": [{"field": LAB, **limit} for limit in limits]}, **more)


def pack() -> Rules:
    """A sound pack with something of every kind that an overlay may name."""
    names = ["twitch", "weak", "wasted"]
    percents = dict.fromkeys((*names, "low-salt", "very-low-salt", "high-salt", "normal-salt", "when-hot"), 50)
    fires = {"fires": [{"wasted": "present"}], "almost": [{"wasted": "absent"}]}
    calm = {"fires": [{"high-salt": "absent"}], "almost": [{"high-salt": "present"}]}
    cited = {"because": "Counted once in a clinic.", "grade": "cohort", "sources": ["paper"]}
    card = packs.condition("one", percents, workup=[packs.suggest("scan", "soon")])
    card["prior"] |= cited
    card["referral"] |= cited
    source = {"id": "paper", "title": "A paper", "kind": "cohort", "quality": "primary", "seen": "abstract"}
    medicine = {"id": "alphadone", "label": "Alphadone", "kind": "medicine", "classes": ["alpha"], "effects": []}
    return packs.rules(
        findings=[
            *(packs.finding(name, 10, plain=f"being {name}") for name in names),
            limited("low-salt", {"below": 2}, parents=["odd-salt"]),
            limited("very-low-salt", {"below": 1}, parents=["low-salt"]),
            limited("high-salt", {"at_least": 8}),
            limited("normal-salt", {"at_least": 3, "below": 5}),
            packs.finding("odd-salt", 5, "result"),
            packs.finding("when-hot", 5, **{"from": [{"field": "triggers", "one_of": ["heat"]}]}),
        ],
        conditions=[card],
        red_flags=[
            packs.red_flag("wasting", {"finding": "wasted"}, **fires),
            packs.red_flag(
                "salt", {"finding": "odd-salt"}, fires=[{"odd-salt": "present"}], almost=[{"odd-salt": "absent"}]
            ),
            packs.red_flag("not-high", {"finding": "high-salt", "is": "absent"}, **calm),
        ],
        workup=[packs.test_rule("scan")],
        medications=[{**medicine, "synonyms": ["alphadone acetate"], "codes": {"atc": ["N01AB01"]}}],
        words=[{"id": "hot", "field": "triggers", "word": "heat", "synonyms": ["warmth"]}],
        sources=[source],
        analytes=[packs.SALT],
    )


Loaded = Callable[..., Any]


@pytest.fixture
def local(tmp_path: Path) -> Callable[..., tuple[Path, Path]]:
    """The pack and an overlay as folders."""

    def written(*changes: Rule, **added: list[Rule]) -> tuple[Path, Path]:
        rules = packs.write(tmp_path / "rules", pack())
        return rules, overlays.write(tmp_path / "somewhere", overlay(*changes, **added))

    return written


# What it may do.


def limits_of(finding: Finding) -> list[tuple[float | None, float | None]]:
    """Bounds of a finding's derivations."""
    return [(rule.at_least, rule.below) for rule in finding.derivations]


def test_an_overlay_changes_what_it_names_and_nothing_else(local: Loaded) -> None:
    rules, folder = local(
        change("service", "neurology", label="Neurology hub"),
        change("prior", "one", primary_care="rare", **ESTIMATE),
        change("level", "wasting", kind="red_flag", level="emergency", to="emergency-department"),
        change("level", "one", kind="condition", level="urgent"),
        change("test", "scan", available=False, ask="the city hospital."),
        change("limits", "low-salt", field=LAB, **{"from": [{"below": 2.5}]}, **ESTIMATE),
        change("names", "alphadone", brands={"uk": ["Localol"]}, synonyms=["alphadone plus"]),
    )
    alone, both = load(rules), load(rules, folder)
    card = both.conditions["one"]
    assert both.policy.services == {**alone.policy.services, "neurology": "Neurology hub"}
    assert card.prior.tiers == {**alone.conditions["one"].prior.tiers, "primary_care": "rare"}
    assert (card.prior.certificate.because, card.prior.certificate.sources) == (WHO["because"], ())
    assert (card.referral.level, card.referral.to, card.referral.certificate.sources) == (Level.URGENT, "neurology", ())
    flag = both.red_flags["wasting"]
    assert (flag.level, flag.to) == (Level.EMERGENCY, "emergency-department")
    assert flag.certificate == alone.red_flags["wasting"].certificate
    assert both.red_flags["salt"] == alone.red_flags["salt"]
    assert (both.tests["scan"].elsewhere, alone.tests["scan"].elsewhere) == ("the city hospital", None)
    assert limits_of(both.findings["low-salt"]) == [(None, 2.5)]
    assert both.findings["very-low-salt"] == alone.findings["very-low-salt"]
    assert both.medications["alphadone"].brands == {"uk": ("Localol",)}
    assert both.medications["alphadone"].synonyms == ("alphadone acetate", "alphadone plus")
    assert both.conditions["one"].weights == alone.conditions["one"].weights


def test_it_is_told_in_words_with_who_answers_for_it(local: Loaded) -> None:
    rules, folder = local(
        change("prior", "one", primary_care="rare", emergency_department="common", **ESTIMATE),
        change("limits", "low-salt", field=LAB, **{"from": [{"below": 2.5}]}, **ESTIMATE),
    )
    both = load(rules, folder)
    assert both.overlay
    first, second = both.overlay.changes
    assert (first.kind, first.id, first.label) == ("conditions", "one", "The one")
    assert first.what == "Prior: general practice rare (was common), emergency department common (was uncommon)."
    assert second.what == "Limits on salt: below 2.5 (was below 2)."
    assert (first.because, first.by, first.date) == tuple(WHO.values())
    assert (both.overlay.id, both.overlay.version, len(both.overlay.sha256)) == ("somewhere", "7", 64)
    assert (both.version, both.about.version) == ("2026.1.0+somewhere.7", "2026.1.0")
    assert both.about == load(rules).about
    assert load(rules).version == "2026.1.0"


def test_it_adds_conditions_findings_medicines_and_sources(local: Loaded) -> None:
    rules, folder = local(
        change("add", "local-illness", kind="condition"),
        change("add", "fish", kind="finding"),
        change("add", "gamma", kind="medication"),
        conditions=[packs.condition("local-illness", {"fish": 90, "twitch": 60, "weak": 40}, must_not_miss=True)],
        findings=[
            packs.finding("fish", 5, "exposure", **{"from": [{"field": "exposures.current", "one_of": ["fish"]}]})
        ],
        medications=[
            {"id": "gamma", "label": "Gamma", "kind": "medicine", "classes": ["c"], "effects": [], "codes": {}}
        ],
    )
    both = load(rules, folder)
    assert {"one", "local-illness"} == both.conditions.keys()
    assert both.findings.keys() - load(rules).findings.keys() == {"fish"}
    assert "gamma" in both.medications
    assert both.overlay
    assert {change.what for change in both.overlay.changes} == {"Added to the pack."}


def test_the_digest_is_of_the_overlay(local: Loaded) -> None:
    rules, folder = local(change("service", "neurology", label="Hub"))
    first = load(rules, folder).overlay
    (folder / "changes.yaml").write_text((folder / "changes.yaml").read_text("utf-8").replace("Hub", "Hubs"), "utf-8")
    second = load(rules, folder).overlay
    assert first
    assert second
    assert first.sha256 != second.sha256
    assert load(rules, folder).about.sha256 == load(rules).about.sha256


# What it may not do.

CARD = packs.condition("local-illness", {"twitch": 60, "weak": 40, "wasted": 20})
FISH = packs.finding("fish", 5, "exposure", **{"from": [{"field": "exposures.current", "one_of": ["fish"]}]})
GAMMA: Rule = {"id": "gamma", "label": "Gamma", "kind": "medicine", "classes": ["c"], "effects": [], "codes": {}}
SOUND: Rule = {"conditions": CARD, "findings": FISH, "medications": GAMMA}
ADD = change("add", "local-illness", kind="condition")
CASES = yaml.safe_load((Path(__file__).parent / "overlay_faults.yaml").read_text("utf-8"))["cases"]


def limits(name: str, *given: Rule) -> Rule:
    """A change of limits."""
    return change("limits", name, field=LAB, **{"from": list(given)}, **ESTIMATE)


def added_by(case: Rule) -> dict[str, list[Rule]]:
    """What a case adds."""
    if "adds" not in case:
        return {}
    made = {**SOUND[case["adds"]], **case["with"]}
    return {case["adds"]: [{key: value for key, value in made.items() if key not in case.get("without", ())}]}


@pytest.mark.parametrize("case", CASES, ids=[case["title"] for case in CASES])
def test_it_is_refused(case: Rule) -> None:
    found = laid(pack(), overlay(*({**WHO, **one} for one in case["changes"]), **added_by(case)))
    assert found.faults
    assert {fault.pointer for fault in found.faults} == {case["pointer"]}, found.faults
    assert any(case["says"] in fault.message for fault in found.faults), found.faults
    assert all(fault.remedy for fault in found.faults)
    assert found.overlay is None


def test_limits_that_no_rule_for_safety_hears_are_the_laboratory_s_own() -> None:
    assert laid(pack(), overlay(limits("normal-salt", {"at_least": 3.5, "below": 4.5}))).faults == []


def test_a_parent_may_widen_before_its_child() -> None:
    both = [limits("low-salt", {"below": 2.5}), limits("very-low-salt", {"below": 2.2})]
    assert laid(pack(), overlay(*both)).faults == []
    assert laid(pack(), overlay(*reversed(both))).faults


def test_every_fault_is_told_at_once() -> None:
    changes = [change("level", "wasting", kind="red_flag", level="routine"), limits("low-salt", {"below": 1})]
    found = laid(pack(), overlay(*changes, conditions=[CARD]))
    assert len(found.faults) == 3


@pytest.mark.parametrize(
    ("wide", "narrow", "answer"),
    [
        ([{"below": 2}], [{"below": 2}], True),
        ([{"below": 2}], [{"below": 2.1}], False),
        ([{"at_least": 2}], [{"at_least": 2, "below": 3}], True),
        ([{"at_least": 2}, {"below": 1}], [{"below": 3}], False),
        ([{"below": 3, "for": {"age_below": 16}}, {"below": 2, "for": {"age_at_least": 16}}], [{"below": 2}], True),
        ([{"below": 3, "for": {"age_below": 16}}, {"below": 1, "for": {"age_at_least": 16}}], [{"below": 2}], False),
        ([{"below": 2}], [{"below": 3, "for": {"sex": "male"}}, {"below": 2, "for": {"sex": "female"}}], False),
    ],
)
def test_wide_limits_cover_narrow_ones_for_every_patient(wide: list[Rule], narrow: list[Rule], answer: bool) -> None:
    assert covers(wide, narrow) is answer


# As files.


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        ("screens.yaml", "screens: []", "Not a rule file"),
        ("referral.yaml", "levels: []", "Not a rule file"),
        ("scale.yaml", "constants: []", "Not a rule file"),
        ("changes.yaml", "changes: [{change: remove, id: wasting}]", "is not one of"),
        ("changes.yaml", "changes: yes please", "is not of type"),
        ("overlay.yaml", "id: x\nid: y\n", "stands twice"),
    ],
)
def test_what_has_no_kind_cannot_be_changed(local: Loaded, name: str, text: str, message: str) -> None:
    rules, folder = local()
    (folder / name).write_text(text, "utf-8")
    found = check(rules, folder)
    assert any(message in fault.message for fault in found), found
    assert {fault.file for fault in found} == {f"somewhere/{name}"}
    with pytest.raises(RulesError):
        load(rules, folder)


@pytest.mark.parametrize(
    ("given", "pointer"),
    [
        ({"by": None}, "/changes/0"),
        ({"because": None}, "/changes/0"),
        ({"date": "today"}, "/changes/0/date"),
        ({"label": 7}, "/changes/0/label"),
        ({"level": "emergency"}, "/changes/0"),
    ],
)
def test_every_change_has_its_shape(local: Loaded, given: Rule, pointer: str) -> None:
    made = {**change("service", "neurology", label="Hub"), **given}
    rules, folder = local({key: value for key, value in made.items() if value is not None})
    assert [fault.pointer for fault in check(rules, folder)] == [pointer]


@pytest.mark.parametrize("name", ["overlay.yaml", "changes.yaml"])
def test_a_file_that_every_overlay_needs(local: Loaded, name: str) -> None:
    rules, folder = local()
    (folder / name).unlink()
    assert [(fault.file, fault.message) for fault in check(rules, folder)] == [
        (f"somewhere/{name}", "The file is missing.")
    ]


def test_an_addition_meets_the_pack_s_own_checks(local: Loaded) -> None:
    card = packs.condition(
        "local-illness", {"twitch": 60, "weak": 40, "wasted": 20}, workup=[packs.suggest("scam", "now")]
    )
    rules, folder = local(ADD, conditions=[card])
    (fault,) = check(rules, folder)
    assert (fault.file, fault.pointer) == ("somewhere/conditions/local-illness.yaml", "/workup/0/test")


def test_what_nothing_uses_is_told_of_the_overlay_only(local: Loaded) -> None:
    unused = {"id": "unread", "title": "Unread", "kind": "other", "quality": "primary", "seen": "abstract"}
    rules, folder = local(
        change("prior", "one", primary_care="rare", **ESTIMATE),
        change("level", "one", kind="condition", level="urgent"),
        sources=[unused],
    )
    (fault,) = check(rules, folder)
    assert (fault.file, fault.message) == ("somewhere/sources.yaml", "Nothing refers to unread.")


def test_faults_of_the_pack_are_told_first(local: Loaded) -> None:
    rules, folder = local(change("level", "wasting", kind="red_flag", level="routine"))
    text = (rules / "workup.yaml").read_text("utf-8")
    (rules / "workup.yaml").write_text(text.replace("id: scan", "id: scam"), "utf-8")
    assert {fault.file.split("/")[0] for fault in check(rules, folder)} == {"rules"}


def test_a_folder_that_is_not_there(local: Loaded, tmp_path: Path) -> None:
    rules, _ = local()
    (fault,) = check(rules, tmp_path / "nowhere")
    assert fault.message == "There is no such folder."


def test_the_command_checks_and_reports_an_overlay(local: Loaded, capsys: pytest.CaptureFixture[str]) -> None:
    rules, folder = local(change("service", "neurology", label="Hub"))
    assert main(["check", str(rules), "--overlay", str(folder)]) == 0
    assert main(["report", str(rules), "--overlay", str(folder)]) == 0
    told = capsys.readouterr().out
    assert "version 2026.1.0+somewhere.7" in told
    assert "services neurology: Called Hub (was neurology)." in told
    (folder / "overlay.yaml").unlink()
    assert main(["check", str(rules), "--overlay", str(folder)]) == 1
    assert "somewhere/overlay.yaml:1: /: The file is missing." in capsys.readouterr().out

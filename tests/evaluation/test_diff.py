"""What a change of rules does to the answers, and by which rule: on small made-up packs."""

import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from evaluation import diff, diff_release, diff_sides
from evaluation.diff_answers import answers
from evaluation.diff_cases import Case, all_cases
from evaluation.diff_rules import Change, compare, read_rules, told
from evaluation.diff_why import concerned, reasons
from tests.support import packs
from tests.support.packs import Rule, Rules, compiled

ROOT = Path(__file__).resolve().parents[2]


def case(name: str, *findings: str, right: tuple[str, ...] = ("red",)) -> Case:
    """One made-up case."""
    return {"id": name, "request": {"associated_symptoms": [{"finding": f} for f in findings]}, "right": list(right)}


CASES = [case("plain", "twitch"), case("ill", "twitch", "weak"), case("well", "rash", right=())]


def flag(name: str, finding: str, level: str) -> Rule:
    """A red flag on one finding."""
    cases = {"fires": [{finding: "present"}], "almost": [{finding: "absent"}]}
    return packs.red_flag(name, {"finding": finding}, level, **cases)


def pack(
    *,
    weak: float = 40,
    common: float = 20,
    red_flags: tuple[Rule, ...] = (),
    more: tuple[Rule, ...] = (),
    level: str = "routine",
) -> Rules:
    """Two conditions that share three findings, and what a test changes of it."""
    names = ("twitch", "weak", "rash", "thin")
    findings = [packs.finding(name, common if name == "weak" else 20, plain=f"being {name}") for name in names]
    red = packs.condition("red", {"twitch": 60, "weak": weak, "rash": 30, "thin": 50}, level=level)
    blue = packs.condition("blue", {"twitch": 70, "weak": 35, "rash": 40, "thin": 30})
    return packs.rules(findings=findings, conditions=[red, blue, *more], red_flags=list(red_flags))


Folders = Callable[[Rules, Rules], tuple[Path, Path]]


@pytest.fixture
def folders(tmp_path: Path) -> Folders:
    """Two packs as folders."""
    return lambda old, new: (packs.write(tmp_path / "old" / "rules", old), packs.write(tmp_path / "new" / "rules", new))


@pytest.fixture(autouse=True)
def few_cases(monkeypatch: pytest.MonkeyPatch) -> None:
    """The made-up cases stand for all."""
    for module in (diff, diff_release):
        monkeypatch.setattr(module, "all_cases", lambda: CASES)


def changes_of(folders: tuple[Path, Path]) -> list[Change]:
    """The rules that differ."""
    return compare(*(read_rules(folder) for folder in folders))


def lines_of(folders: tuple[Path, Path]) -> list[str]:
    """The same in words."""
    sides = [read_rules(folder) for folder in folders]
    return [line for change in compare(*sides) for line in told(change, *sides)]


def why(old: Rules, new: Rules, name: str, folders: Folders) -> list[str]:
    """The reasons told for one case."""
    one = next(c for c in CASES if c["id"] == name)
    before, after = compiled(old), compiled(new)
    first, second = (answers(side, CASES)[name] for side in (before, after))
    wanted = {name: concerned(first, second, one["right"])}
    asked = [answers(side, CASES, wanted)[name] for side in (before, after)]
    return reasons(*asked, {change.key: change for change in changes_of(folders(old, new))})


# Rules.


def test_the_same_rules_do_not_differ(folders: Folders) -> None:
    assert changes_of(folders(pack(), pack())) == []


def test_rules_are_added_and_removed_by_kind_and_id(folders: Folders) -> None:
    alarm = flag("alarm", "thin", "urgent")
    assert lines_of(folders(pack(), pack(red_flags=(alarm,)))) == ["+ red_flags alarm  (rules/red_flags.yaml)"]
    assert lines_of(folders(pack(red_flags=(alarm,)), pack())) == ["- red_flags alarm  (rules/red_flags.yaml)"]


def test_a_percent_is_told_with_what_it_is_worth(folders: Folders) -> None:
    assert lines_of(folders(pack(weak=40), pack(weak=80))) == [
        "~ conditions red  (rules/conditions/red.yaml)",
        "    findings/weak/percent: 40 → 80  (+3.0 → +6.0 points)",
    ]


def test_a_finding_that_a_card_no_longer_mentions(folders: Folders) -> None:
    less = pack()
    less["conditions"][0]["findings"] = less["conditions"][0]["findings"][:3]
    line = lines_of(folders(pack(), less))[1]
    assert line == "    findings/thin/percent: 50 → none  (+4.0 → none points)"


def test_a_change_of_words_changes_no_answer(folders: Folders) -> None:
    reworded = pack()
    reworded["conditions"][0]["summary"] = "Made up again, for another test."
    (change,) = changes_of(folders(pack(), reworded))
    assert change.telling == {}
    assert lines_of(folders(pack(), reworded)) == ["~ conditions red  (rules/conditions/red.yaml)  words: summary"]


# Answers, and by which rule.


def test_a_new_red_flag_explains_a_referral(folders: Folders) -> None:
    found = why(pack(), pack(red_flags=(flag("alarm", "weak", "emergency"),)), "ill", folders)
    assert found == ["red flag alarm: silent → emergency  [rules/red_flags.yaml: added]"]


def test_a_red_flag_that_asks_for_more_explains_it_too(folders: Folders) -> None:
    old, new = (pack(red_flags=(flag("alarm", "weak", level),)) for level in ("routine", "urgent"))
    assert why(old, new, "ill", folders) == ["red flag alarm: routine → urgent  [rules/red_flags.yaml: level]"]


def test_a_weight_explains_a_place_and_names_its_card(folders: Folders) -> None:
    found = why(pack(weak=20), pack(weak=80), "ill", folders)
    assert found == ["condition red, weak: +0.0 → +6.0 points  [rules/conditions/red.yaml]"]


def test_a_background_explains_a_place_and_names_the_finding(folders: Folders) -> None:
    found = why(pack(common=20), pack(common=5), "ill", folders)
    assert "condition red, weak: +3.0 → +9.0 points  [rules/findings.yaml: background/percent]" in found


def test_a_new_condition_explains_a_place(folders: Folders) -> None:
    rival = packs.condition("rival", {"twitch": 99, "weak": 99, "rash": 99}, prior="very_common")
    assert why(pack(), pack(more=(rival,)), "ill", folders)[0] == "condition rival added"


def test_a_card_that_sends_its_patients_elsewhere_explains_a_referral(folders: Folders) -> None:
    found = why(pack(weak=80), pack(weak=80, level="emergency"), "ill", folders)
    assert found == ["condition red, referral/level: routine → emergency  [rules/conditions/red.yaml]"]


def test_a_screen_that_stands_for_more_explains_what_is_known(folders: Folders) -> None:
    old, new = pack(), pack()
    old["screens"], new["screens"] = [packs.screen("clear", ["weak"])], [packs.screen("clear", ["weak", "thin"])]
    request = {**CASES[0]["request"], "screens": ["clear"]}
    asked = [answers(compiled(side), [{**CASES[0], "request": request}])["plain"] for side in (old, new)]
    found = reasons(*asked, {change.key: change for change in changes_of(folders(old, new))})
    assert found == ["finding thin: unknown → absent  [rules/screens.yaml: clear]"]


def test_a_case_that_is_no_longer_understood_says_where() -> None:
    asked = [answers(compiled(pack()), [case("new", name)])["new"] for name in ("twitch", "twich")]
    assert reasons(*asked, {}) == ["not understood after: /associated_symptoms/0/finding unknown_value"]


def test_a_contradiction_is_told_by_its_finding() -> None:
    said = [{"finding": "weak", "status": word} for word in ("present", "absent")]
    asked = answers(compiled(pack()), [{"id": "both", "request": {"associated_symptoms": said}, "right": []}])
    assert asked["both"] == {"refused": ["weak"]}


# The command.


def test_two_folders_are_compared(folders: Folders, capsys: pytest.CaptureFixture[str]) -> None:
    old, new = folders(pack(weak=20), pack(weak=80, red_flags=(flag("alarm", "weak", "urgent"),)))
    assert diff.main(["--from", str(old), "--to", str(new)]) == 0
    said = capsys.readouterr().out
    assert "+ red_flags alarm  (rules/red_flags.yaml)" in said
    assert "1 added, 0 removed, 1 changed." in said
    assert "Answers: 1 of 3 cases differ." in said
    after = said[said.index("Answers") :].splitlines()
    assert after[1:3] == ["ill first: blue → red", "ill referral: routine → urgent"]
    assert after[3] == "    red flag alarm: silent → urgent  [rules/red_flags.yaml: added]"
    assert after[4] == "    condition red, weak: +0.0 → +6.0 points  [rules/conditions/red.yaml]"


def test_nothing_differs(folders: Folders, capsys: pytest.CaptureFixture[str]) -> None:
    old, new = folders(pack(), pack())
    assert diff.main(["--from", str(old), "--to", str(new)]) == 0
    assert "Answers: 0 of 3 cases differ." in capsys.readouterr().out


def git(folder: Path, *words: str) -> None:
    """Run git where the test keeps a history of its own."""
    who = ["-c", "user.name=A test", "-c", "user.email=test@example.org", "-c", "commit.gpgsign=false"]
    kept = {**os.environ, "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull}
    subprocess.run([shutil.which("git") or "git", *who, *words], cwd=folder, env=kept, check=True, capture_output=True)


def test_a_revision_is_compared_with_a_folder(
    tmp_path: Path, folders: Folders, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    old, new = folders(pack(weak=20), pack(weak=80))
    for words in (["init", "-q"], ["add", "."], ["commit", "-q", "-m", "rules"]):
        git(old.parent, *words)
    monkeypatch.setattr(diff_sides, "ROOT", old.parent)
    assert diff.main(["--to", str(new)]) == 0
    said = capsys.readouterr().out
    assert said.startswith(f"Rules: HEAD → {new}\n")
    assert "ill first: blue → red" in said
    assert diff.main(["--from", "nowhere", "--to", str(new)]) == 1
    assert capsys.readouterr().err == "nowhere is neither a folder nor a git revision here.\n"
    assert diff.main(["--from=--output=x", "--to", str(new)]) == 1
    assert not list(tmp_path.rglob("x"))


def test_rules_that_cannot_be_read_are_told(folders: Folders, capsys: pytest.CaptureFixture[str]) -> None:
    old, new = folders(pack(), pack())
    (new / "scale.yaml").unlink()
    assert diff.main(["--from", str(old), "--to", str(new)]) == 1
    assert f"This code cannot read the rules in {new}: " in capsys.readouterr().err


def test_rules_that_this_code_cannot_read_are_answered_by_the_code_of_their_time(folders: Folders) -> None:
    old, _ = folders(pack(weak=20), pack())
    for name in ("service", "schemas"):
        (old.parent / name).symlink_to(ROOT / name)
    ask = diff_sides._by_its_own_code("then", old.parent)
    assert ask(CASES, None) == answers(compiled(pack(weak=20)), CASES)
    assert ask(CASES, {"ill": ["red"]})["ill"]["points"]["red"]["weak"] == 0
    (old / "scale.yaml").unlink()
    with pytest.raises(diff_sides.SideError, match="The code of then cannot be asked"):
        ask(CASES, None)


def test_every_vignette_and_the_healthy_crowd_are_asked_by_a_name_of_their_own() -> None:
    names = [one["id"] for one in all_cases()]
    assert len(names) == len(set(names)) > 400
    assert {one.startswith("benign-") for one in names} == {True, False}

"""Which files are read, the digest over them, and that a faulty folder loads nothing at all."""

import subprocess
import sys
from pathlib import Path

import pytest

from service.loader.__main__ import main
from service.loader.fault import RulesError
from service.loader.files import MOST_BYTES
from service.loader.load import check, load
from tests.loader.conftest import Copy
from tests.support import packs
from tests.support.packs import Rules

ROOT = Path(__file__).resolve().parents[2]


def sound() -> Rules:
    """A small pack without a fault."""
    names = ["twitch", "weak", "wasted"]
    flag = packs.red_flag("wasting", {"finding": "wasted"})
    flag |= {"fires": [{"wasted": "present"}], "almost": [{"wasted": "absent"}]}
    return packs.rules(
        findings=[packs.finding(name, 10, plain=f"being {name}") for name in names],
        conditions=[packs.condition("one", dict.fromkeys(names, 50))],
        red_flags=[flag],
    )


@pytest.fixture
def small(tmp_path: Path) -> Path:
    """The small pack as files."""
    return packs.write(tmp_path / "rules", sound())


def edit(path: Path, old: str, new: str) -> None:
    """Replace the first `old` in a file."""
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")


def test_the_small_pack_is_sound(small: Path) -> None:
    assert check(small) == []
    assert list(load(small).conditions) == ["one"]


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("findings/latin.yaml", "findings: [] # caf\xe9".encode("latin-1"), "Not UTF-8 text"),
        ("findings/large.yaml", b"#" * (MOST_BYTES + 1), f"Larger than {MOST_BYTES} bytes"),
        ("notes.txt", b"note", "Not a rule file"),
        ("colours.yaml", b"colours: []", "Not a rule file"),
        ("findings/movement.yml", b"findings: []", "Not a rule file"),
        ("findings/empty.yaml", b"", "None is not of type 'object'"),
        ("findings/list.yaml", b"- a", "is not of type 'object'"),
    ],
)
def test_a_file_that_is_none(copy: Copy, name: str, content: bytes, message: str) -> None:
    with copy.added(name, content):
        (fault,) = copy.check()
    assert (fault.file, fault.line, fault.pointer) == (f"rules/{name}", 1, "")
    assert message in fault.message
    assert fault.remedy


def test_a_page_that_explains_the_rules_is_no_rule(small: Path) -> None:
    (small / "README.md").write_text("# How to read a card", "utf-8")
    assert check(small) == []


@pytest.mark.parametrize("kind", ["pack", "scale", "referral", "groups", "workup", "screens"])
def test_a_missing_file(small: Path, kind: str) -> None:
    (small / f"{kind}.yaml").unlink()
    (fault,) = check(small)
    assert (fault.file, fault.message) == (f"rules/{kind}.yaml", "The file is missing.")


def test_a_file_that_cannot_be_read_is_not_missing_too(small: Path) -> None:
    (small / "pack.yaml").write_text("version: [", "utf-8")
    (fault,) = check(small)
    assert fault.message.startswith("Not YAML")


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    (fault,) = check(tmp_path / "nowhere")
    assert fault.message == "There is no such folder."


def test_a_faulty_folder_loads_nothing_and_tells_everything(small: Path) -> None:
    edit(small / "scale.yaml", "group-discount", "group-count")
    edit(small / "pack.yaml", "developer", "developers")
    with pytest.raises(RulesError) as caught:
        load(small)
    assert {fault.file for fault in caught.value.faults} == {"rules/pack.yaml", "rules/scale.yaml"}
    assert (
        str(caught.value).splitlines() == [str(fault) for fault in caught.value.faults] == list(map(str, check(small)))
    )


def test_only_conditions_in_use_are_served(small: Path) -> None:
    draft = packs.condition("two", {"twitch": 50, "weak": 50, "wasted": 50}, status="draft")
    packs.write(small, {**sound(), "conditions": [draft, *sound()["conditions"]]})
    assert check(small) == []
    assert list(load(small).conditions) == ["one"]


def test_the_digest_is_of_the_content(small: Path, tmp_path: Path) -> None:
    again = packs.write(tmp_path / "again" / "rules", sound())
    assert load(small).about.sha256 == load(again).about.sha256
    before = load(small).about.sha256
    edit(small / "pack.yaml", "A test", "A Test")
    assert load(small).about.sha256 != before
    assert len(before) == 64


def test_a_rule_that_changes_file_changes_the_digest(small: Path) -> None:
    before = load(small).about.sha256
    (small / "findings").mkdir()
    (small / "findings.yaml").rename(small / "findings" / "all.yaml")
    assert check(small) == []
    assert load(small).about.sha256 != before


def command(*arguments: str) -> subprocess.CompletedProcess[str]:
    """The loader as a clinician runs it."""
    words = [sys.executable, "-m", "service.loader", *arguments]
    return subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=False)


def test_the_check_command_passes_sound_rules(small: Path) -> None:
    done = command("check", str(small))
    assert (done.returncode, done.stdout, done.stderr) == (0, "The rules are sound.\n", "")


def test_the_check_command_tells_every_fault_and_fails(small: Path) -> None:
    edit(small / "groups.yaml", "groups: []", "groups: [{id: X}]")
    edit(small / "pack.yaml", "released: '2026-01-01'", "released: 5")
    done = command("check", str(small))
    faults = check(small)
    assert done.returncode == 1
    assert done.stdout.splitlines() == [*map(str, faults), f"{len(faults)} faults."]
    assert {fault.file for fault in faults} == {"rules/groups.yaml", "rules/pack.yaml"}


def test_the_report_command_counts(small: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["report", str(small)]) == 0
    counts = dict(reversed(line.split(maxsplit=1)) for line in capsys.readouterr().out.splitlines()[:-1])
    expected = {"conditions": "1", "weights": "3", "findings": "3", "red flags": "1", "sources": "0"}
    assert counts.items() >= expected.items()


def test_the_report_command_fails_on_faulty_rules(small: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (small / "scale.yaml").unlink()
    assert main(["report", str(small)]) == 1
    assert "The file is missing." in capsys.readouterr().err

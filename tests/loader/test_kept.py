"""What was checked is kept, and taken only where it is exactly what would be read and checked again."""

from collections.abc import Callable
from pathlib import Path

import pytest

from service.loader import kept, load
from service.loader.fault import RulesError
from service.loader.kept import key_of, recall
from service.loader.load import RULES, check_and_keep, load_with_margins
from tests.support.packs import condition, finding, rules, write


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A small sound pack."""
    names = [f"f{nth}" for nth in range(8)]
    made = rules(findings=[finding(name) for name in names], conditions=[condition("c", dict.fromkeys(names, 50))])
    return write(tmp_path / "rules", made)


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where it is kept."""
    path = tmp_path / "build" / "checked-rules.json"
    monkeypatch.setattr(load, "recall", lambda key: recall(key, path))
    return path


@pytest.fixture
def reads(monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """The folders that were read and checked in full."""
    done: list[Path] = []
    whole = load.read_pack
    monkeypatch.setattr(load, "read_pack", lambda folder: (done.append(folder), whole(folder))[1])
    return done


def test_a_checked_pack_is_not_read_again(folder: Path, file: Path, reads: list[Path]) -> None:
    before = load_with_margins(folder)
    assert check_and_keep(folder, None, file) == []
    reads.clear()
    again = load_with_margins(folder)
    assert reads == []
    assert (again[0].conditions, again[0].findings, again[1]) == (before[0].conditions, before[0].findings, before[1])


def test_the_real_rules_come_back_as_they_were_read(tmp_path: Path) -> None:
    path = tmp_path / "kept.json"
    pack, faults = load.read_pack(RULES)
    assert faults == []
    kept.keep(pack, "key", path)
    again = recall("key", path)
    assert again is not None
    assert [(one.kind, one.name, one.document.data) for one in again] == [
        (one.kind, one.name, one.document.data) for one in pack
    ]
    assert repr([one.document.data for one in again]) == repr([one.document.data for one in pack])


def _rule(folder: Path) -> None:
    path = next(folder.rglob("c.yaml"))
    path.write_text(path.read_text() + "\n# another word\n")


def _stray(folder: Path) -> None:
    (folder / "notes.txt").write_text("no rule")


CHANGES: dict[str, Callable[[Path], None]] = {"a rule": _rule, "a file that is no rule": _stray}


@pytest.mark.parametrize("change", CHANGES)
def test_what_changed_since_is_read_and_checked(folder: Path, file: Path, reads: list[Path], change: str) -> None:
    check_and_keep(folder, None, file)
    CHANGES[change](folder)
    reads.clear()
    if change == "a rule":
        load_with_margins(folder)
    else:
        with pytest.raises(RulesError, match="Not a rule file"):
            load_with_margins(folder)
    assert reads == [folder]


def test_a_bad_rule_is_told_with_its_line_and_not_kept(folder: Path, file: Path) -> None:
    path = next(folder.rglob("c.yaml"))
    path.write_text(path.read_text() + "\nunheard_of: 1\n")
    faults = check_and_keep(folder, None, file)
    assert len(faults) == 1
    assert faults[0].line > 1 or faults[0].pointer == ""
    assert not file.exists()


def _cut(file: Path) -> None:
    file.write_bytes(file.read_bytes()[:-5])


def _altered(file: Path) -> None:
    file.write_bytes(file.read_bytes().replace(b'"c"', b'"d"'))


def _emptied(file: Path) -> None:
    file.write_bytes(b"")


def _open_to_all(file: Path) -> None:
    file.chmod(0o666)


@pytest.mark.parametrize("spoil", [_cut, _altered, _emptied, _open_to_all, Path.unlink])
def test_what_is_not_whole_or_not_ours_is_passed_over(
    folder: Path, file: Path, reads: list[Path], spoil: Callable[[Path], None]
) -> None:
    check_and_keep(folder, None, file)
    spoil(file)
    reads.clear()
    load_with_margins(folder)
    assert reads == [folder]


def test_other_checkers_make_another_key(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = key_of(folder, "0")
    monkeypatch.setattr(kept, "_checkers", lambda: "others")
    assert key_of(folder, "0") != before


def test_a_folder_that_takes_no_writes_keeps_nothing(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "plain").write_text("a file where a folder should be")
    assert check_and_keep(folder, None, tmp_path / "plain" / "kept.json") == []

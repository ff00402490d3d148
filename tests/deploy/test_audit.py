"""The check for known vulnerabilities finds what an advisory in OSV's schema says, and nothing else."""

import json
import zipfile
from pathlib import Path
from typing import Any

import pytest
from packaging.version import Version

from tools.audit import locked, main, run

LOCK = "# a comment\nflask==3.1.2 \\\n    --hash=sha256:00\nPyYAML==6.0.3 \\\n    --hash=sha256:00\n"


def advisory(name: str = "Flask", ecosystem: str = "PyPI", **affected: Any) -> dict[str, Any]:
    package = {"name": name, "ecosystem": ecosystem}
    return {
        "id": "MADE-UP-1",
        "aliases": ["CVE-0"],
        "summary": "Made up.",
        "affected": [{"package": package, **affected}],
    }


def span(*events: dict[str, str], kind: str = "ECOSYSTEM") -> dict[str, Any]:
    return {"ranges": [{"type": kind, "events": list(events)}]}


def checked(folder: Path, *advisories: dict[str, Any]) -> int:
    archive, lock = folder / "all.zip", folder / "lock.txt"
    lock.write_text(LOCK, "utf-8")
    with zipfile.ZipFile(archive, "w") as made:
        for number, one in enumerate(advisories):
            made.writestr(f"{number}.json", json.dumps(one))
    return main(archive, lock)


def test_a_lock_is_read() -> None:
    assert locked(LOCK) == {"flask": Version("3.1.2"), "pyyaml": Version("6.0.3")}


@pytest.mark.parametrize(
    "affected",
    [
        {"versions": ["3.1.1", "3.1.2"]},
        {"versions": ["no version", "3.1.2"]},
        span({"introduced": "0"}, {"fixed": "3.1.3"}),
        span({"introduced": "0"}),
        span({"introduced": "3.1.2"}, {"last_affected": "3.1.2"}),
        span({"introduced": "0"}, {"fixed": "2.0"}, {"introduced": "3.0"}, {"fixed": "4.0"}),
    ],
)
def test_what_is_affected_is_found(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], affected: dict[str, Any]
) -> None:
    assert checked(tmp_path, advisory(**affected)) == 1
    assert "flask 3.1.2: MADE-UP-1 (CVE-0) Made up." in capsys.readouterr().out


@pytest.mark.parametrize(
    "harmless",
    [
        advisory(versions=["3.1.1"]),
        advisory(**span({"introduced": "0"}, {"fixed": "3.1.2"})),
        advisory(**span({"introduced": "0"}, {"last_affected": "3.1.1"})),
        advisory(**span({"introduced": "4.0"})),
        advisory(**span({"introduced": "0"}, kind="GIT")),
        advisory(name="flask-else", versions=["3.1.2"]),
        advisory(ecosystem="npm", versions=["3.1.2"]),
        {**advisory(versions=["3.1.2"]), "withdrawn": "2026-01-01T00:00:00Z"},
    ],
)
def test_what_is_not_affected_is_not(tmp_path: Path, harmless: dict[str, Any]) -> None:
    assert checked(tmp_path, harmless) == 0


def test_an_archive_of_nothing_is_not_taken_for_good_news(tmp_path: Path) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - it has nothing to say
        checked(tmp_path)


@pytest.mark.parametrize("arguments", [[], ["nowhere.zip"], [__file__]])
def test_what_could_not_be_compared_is_neither_good_news_nor_bad(
    arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(arguments) == 2
    assert "make audit OSV=all.zip" in capsys.readouterr().err


def test_how_old_the_advisories_are_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    other = advisory(name="flask-else", versions=["1"])
    checked(tmp_path, other | {"modified": "2025-01-02T00:00:00Z"}, other | {"modified": "2024-12-31T00:00:00Z"})
    assert "2 advisories, the newest of 2025-01-02; 0 found" in capsys.readouterr().out

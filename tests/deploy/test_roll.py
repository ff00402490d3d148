"""deploy/roll, with a stand-in for Docker: one replica at a time, and none but the first where the new ones fail."""

import os
import subprocess
from dataclasses import dataclass
from pathlib import Path

import pytest

ROLL = Path(__file__).resolve().parents[2] / "deploy/roll"
# Its containers are lines of a file: `old` or `new`, and a number. A new one is ready unless it is said not to start.
DOCKER = """#!/bin/sh
echo "$*" >> "$STATE/said"
case "$1" in
  ps) cat "$STATE/there" ;;
  rm) grep -v "^$2$" "$STATE/there" > "$STATE/left"; mv "$STATE/left" "$STATE/there" ;;
  compose) n=$(grep -c up "$STATE/said"); echo "new$n" >> "$STATE/there" ;;
  exec) case "$2" in new*) [ ! -e "$STATE/broken" ] ;; esac ;;
esac
"""


@dataclass(frozen=True)
class Site:
    """A folder with the stand-in."""

    folder: Path

    def roll(self) -> subprocess.CompletedProcess[str]:
        """Run it to its end; nobody waits for real."""
        for name, text in {"docker": DOCKER, "sleep": "#!/bin/sh\n"}.items():
            (self.folder / name).write_text(text)
            (self.folder / name).chmod(0o755)
        environment = {"PATH": f"{self.folder}:{os.environ['PATH']}", "STATE": str(self.folder)}
        return subprocess.run(
            [str(ROLL)], env=environment, cwd=self.folder, capture_output=True, text=True, check=False
        )

    @property
    def there(self) -> list[str]:
        """The containers that there are."""
        return (self.folder / "there").read_text().split()

    @property
    def said(self) -> list[str]:
        """What Docker was told to do with them."""
        words = [line.split() for line in (self.folder / "said").read_text().splitlines()]
        return [f"{line[0]} {line[-1]}" for line in words if line[0] in ("stop", "rm", "compose")]


@pytest.fixture
def site(tmp_path: Path) -> Site:
    (tmp_path / "there").write_text("old1\nold2\n")
    return Site(tmp_path)


def test_one_is_replaced_after_the_other(site: Site) -> None:
    ended = site.roll()

    assert (ended.returncode, ended.stdout) == (0, "2 replicas were replaced.\n")
    assert site.there == ["new1", "new2"]
    assert site.said == ["stop old1", "rm old1", "compose replica", "stop old2", "rm old2", "compose replica"]


def test_where_the_new_ones_are_not_ready_the_others_go_on(site: Site) -> None:
    (site.folder / "broken").touch()
    ended = site.roll()

    assert ended.returncode == 1
    assert "the others were left as they are" in ended.stderr
    assert site.there == ["old2", "new1"]


def test_where_there_is_none_it_says_so(site: Site) -> None:
    (site.folder / "there").write_text("")

    assert site.roll().returncode == 1
    assert site.said == []

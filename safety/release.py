"""What a safety case is of: product, knowledge and revision."""

import platform
import subprocess
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from safety.records import ROOT
from service import __version__
from service.engine.pack import Knowledge

UNKNOWN = "not known"


@dataclass(frozen=True, slots=True, kw_only=True)
class Release:
    """The versions of all that was tried, when (UTC), and on what."""

    product: str
    knowledge: str
    sha256: str
    released: str
    regulatory_status: str
    revision: str
    tried: str
    on: str


def release_of(knowledge: Knowledge, root: Path = ROOT) -> Release:
    """What this tree would release with this knowledge."""
    about = knowledge.about
    return Release(
        product=__version__,
        knowledge=knowledge.version,
        sha256=about.sha256,
        released=about.released,
        regulatory_status=about.regulatory_status,
        revision=revision(root),
        tried=datetime.now(UTC).isoformat(timespec="minutes"),
        on=f"Python {platform.python_version()}, {platform.system()} {platform.machine()}",
    )


def revision(root: Path = ROOT) -> str:
    """The git revision of a tree, and whether it has changes on top; where there is none, that it is not known."""
    head = _git(root, "rev-parse", "HEAD")
    if not head:
        return UNKNOWN
    return f"{head}, with changes that are not committed" if _git(root, "status", "--porcelain") else head


def _git(root: Path, *words: str) -> str:
    """What git says, or nothing where it is missing or knows no repository here."""
    try:
        # git is whichever the developer's own PATH has.
        done = subprocess.run(  # noqa: S603 (words of ours)
            ["git", *words],  # noqa: S607 - git as the caller has it
            cwd=root,
            check=False,
            capture_output=True,
            text=True,
        )
    except FileNotFoundError:
        return ""
    return done.stdout.strip() if done.returncode == 0 else ""

"""Tools that a machine may lack: found, or installed as Debian's own package where that is allowed."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterable


def found(names: Iterable[str]) -> str | None:
    """The path of the first of these programs that is on this machine; None: there is none."""
    return next((path for path in map(shutil.which, names) if path), None)


def install(package: str, purpose: str) -> None:
    """Install a package where root and apt-get are; elsewhere nothing happens. A failure is told by apt itself."""
    if os.geteuid() != 0 or shutil.which("apt-get") is None:
        return
    sys.stderr.write(f"Installing {package} for {purpose}\n")
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for command in (["apt-get", "update"], ["apt-get", "install", "--yes", "--no-install-recommends", package]):
        subprocess.run(command, env=environment, check=False, stdout=subprocess.DEVNULL)  # noqa: S603 (words of ours)

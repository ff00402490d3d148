"""Find Chromium for the browser tests, or install Debian's where that is allowed. `make test` runs this first."""

import os
import shutil
import subprocess
import sys

NAMES = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")
# A container has no sandbox to give, and nothing but this machine is ever asked.
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)
MISSING = "Chromium is not here and cannot be installed (apt-get as root can): the browser tests will not run."


def find() -> str | None:
    """The path of a Chromium on this machine; None: there is none."""
    return next((path for path in map(shutil.which, NAMES) if path), None)


def main() -> int:
    """Make sure that there is one, as far as this machine lets us. Only CI takes its absence for a fault."""
    if not find() and _may_install():
        _install()
    if find():
        return 0
    sys.stderr.write(f"{MISSING}\n")
    return 1 if os.environ.get("CI") == "true" else 0


def _may_install() -> bool:
    return os.geteuid() == 0 and shutil.which("apt-get") is not None


def _install() -> None:
    """Debian's own package. A failure is told by apt itself, and by `find` afterwards."""
    sys.stderr.write("Installing Chromium for the browser tests\n")
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for command in (["apt-get", "update"], ["apt-get", "install", "--yes", "--no-install-recommends", "chromium"]):
        subprocess.run(command, env=environment, check=False, stdout=subprocess.DEVNULL)  # noqa: S603 (words of ours)


if __name__ == "__main__":
    sys.exit(main())

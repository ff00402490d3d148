"""Find Chromium for the browser tests, or install Debian's where that is allowed. `make test` runs this first."""

import os
import sys

from tools.debian import found, install

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
    return found(NAMES)


def main() -> int:
    """Make sure that there is one, as far as this machine lets us. Only CI takes its absence for a fault."""
    if not find():
        install("chromium", "the browser tests")
    if find():
        return 0
    sys.stderr.write(f"{MISSING}\n")
    return 1 if os.environ.get("CI") == "true" else 0


if __name__ == "__main__":
    sys.exit(main())

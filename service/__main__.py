"""`python -m service openapi` writes openapi.yaml; with --check it tells whether the file is what the code says."""

import argparse
import sys
from pathlib import Path

from service.app import create_app
from service.config import Config
from service.loader.load import load

FILE = Path(__file__).resolve().parents[1] / "openapi.yaml"


def main(arguments: list[str] | None = None) -> int:
    """Write or check the description; status 1 when the check finds a difference."""
    parser = argparse.ArgumentParser(prog="python -m service")
    parser.add_argument("command", choices=["openapi"])
    parser.add_argument("--check", action="store_true", help="compare instead of writing")
    chosen = parser.parse_args(arguments)
    text = create_app(Config(), load()).extensions["fascicle_openapi"]["text"]
    if not chosen.check:
        FILE.write_text(text, "utf-8")
        return 0
    if FILE.is_file() and FILE.read_text("utf-8") == text:
        return 0
    sys.stderr.write("openapi.yaml is not what the code says. Run `make openapi` and commit the result.\n")
    return 1


if __name__ == "__main__":
    sys.exit(main())

"""`python -m service openapi` writes openapi.yaml (--check compares it instead); `book` writes the knowledge book."""

import argparse
import sys
from pathlib import Path

from service.app import create_app
from service.config import Config
from service.loader.load import load, load_with_margins
from service.web.access import command as access
from service.web.book.files import write_book
from service.web.observe import command as observe

FILE = Path(__file__).resolve().parents[1] / "openapi.yaml"
BOOK = FILE.with_name("build") / "knowledge"


def main(arguments: list[str] | None = None) -> int:
    """Run one command; status 1 when a check finds a difference."""
    parser = argparse.ArgumentParser(prog="python -m service")
    commands = parser.add_subparsers(dest="command", required=True)
    described = commands.add_parser("openapi", help="write openapi.yaml")
    described.add_argument("--check", action="store_true", help="compare instead of writing")
    book = commands.add_parser("book", help="write the knowledge book as pages that need no server")
    book.add_argument("folder", nargs="?", type=Path, default=BOOK)
    access.add_to(commands)
    observe.add_to(commands)
    chosen = parser.parse_args(arguments)
    if "run" in chosen:
        return int(chosen.run(chosen))
    return _book(chosen.folder) if chosen.command == "book" else _openapi(check=chosen.check)


def _book(folder: Path) -> int:
    count = write_book(create_app(Config(), *load_with_margins()), folder)
    sys.stdout.write(f"{count:>6}  pages; open {folder / 'index.html'}\n")
    return 0


def _openapi(*, check: bool) -> int:
    text = create_app(Config(), load()).extensions["fascicle_openapi"].text
    if not check:
        FILE.write_text(text, "utf-8")
        return 0
    if FILE.is_file() and FILE.read_text("utf-8") == text:
        return 0
    sys.stderr.write("openapi.yaml is not what the code says. Run `make openapi` and commit the result.\n")
    return 1


if __name__ == "__main__":
    sys.exit(main())

"""GitHub-flavoured Markdown for the detail of a card: our own words only, escaped all the same, and no HTML."""

import re
from collections.abc import Iterable

# What could start markup anywhere in a line: emphasis, code, links, HTML, character references, tables, strike-through.
_SPECIAL = re.compile(r"([\\`*_\[\]<>|~#&])")
# What starts a list at the beginning of a line.
_LIST = re.compile(r"^(\d*)([-+.)])(?=\s)")
_BRACKETS = str.maketrans({"(": "%28", ")": "%29", " ": "%20", "<": "%3C", ">": "%3E"})


def escaped(text: str) -> str:
    """A text that reads as itself on one line."""
    return _LIST.sub(r"\1\\\2", _SPECIAL.sub(r"\\\1", " ".join(text.split())))


def link(text: str, url: str | None) -> str:
    """A link, or its text alone where there is no web address."""
    if not url or not url.startswith(("https://", "http://")):
        return escaped(text)
    return f"[{escaped(text)}]({url.translate(_BRACKETS)})"


def section(title: str, lines: Iterable[str]) -> str:
    """A bold title over a list; nothing for an empty list. Lines are Markdown already."""
    listed = "\n".join(f"- {line}" for line in lines)
    return f"**{escaped(title)}**\n\n{listed}" if listed else ""


def joined(*parts: str) -> str:
    """Paragraphs, without the empty ones."""
    return "\n\n".join(part for part in parts if part)


def cut(text: str, longest: int) -> str:
    """A text of at most `longest` characters, cut between words."""
    if len(text) <= longest:
        return text
    return text[: longest - 1].rsplit(" ", 1)[0].rstrip(" ,;:-") + "…"

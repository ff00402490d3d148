"""Cases whose own source a rule cites: what the rules were told by a case they cannot be tested on."""

import re
from collections.abc import Sequence

from evaluation.vignettes import Vignette
from service.engine.pack import Knowledge

_SCHEME = re.compile(r"^https?://(www\.)?")
_NO_WORD = re.compile(r"[^a-z0-9]")


def cited_sources(knowledge: Knowledge, vignette: Vignette) -> list[str]:
    """The sources of the rules that have the address or the title of the vignette's own."""
    mine = {_plain(vignette.source_title), _plain(vignette.source_url)} - {""}
    return [s.id for s in knowledge.sources.values() if mine & {_plain(s.title), _plain(s.url)}]


def split(knowledge: Knowledge, vignettes: Sequence[Vignette]) -> tuple[list[Vignette], list[Vignette]]:
    """The vignettes that no rule cites, and those that one does."""
    cited = {v.id for v in vignettes if cited_sources(knowledge, v)}
    return [v for v in vignettes if v.id not in cited], [v for v in vignettes if v.id in cited]


def _plain(text: str | None) -> str:
    """A title or address as letters and digits, so that two spellings of one work agree."""
    return _NO_WORD.sub("", _SCHEME.sub("", (text or "").casefold()))

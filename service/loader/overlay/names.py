"""Names: a word that callers may already use keeps its meaning; an overlay may not give it another."""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from service.loader.fault import Fault
from service.loader.files import Entry, entries
from service.loader.overlay.draft import NOUNS, Draft

Data = Mapping[str, Any]


def names_in(data: Data) -> Iterable[str]:
    """Every word by which a rule may be named: id, label, synonyms, brands."""
    brands = (brand for names in data.get("brands", {}).values() for brand in names)
    label = [data["label"]] if "label" in data else []
    return (data["id"], *label, *data.get("synonyms", ()), *brands)


def plain(word: str) -> str:
    """What two spellings of a name share, as the doors read names."""
    return re.sub(r"[\W_]+", " ", word.casefold()).strip()


def taken_names(entry: Entry, draft: Draft, kind: str, owner: str | None = None) -> Iterator[Fault]:
    """Words of an entry by which the pack means something; `owner` is the rule that gets them, which has its id."""
    taken = {plain(word): one.data["id"] for one in entries(draft.files, kind) for word in names_in(one.data)}
    given = names_in(entry.data) if owner is None else list(names_in(entry.data))[1:]
    for word in given:
        if plain(word) in taken:
            message = f"The pack knows {word!r} as the {NOUNS[kind]} {taken[plain(word)]}."
            yield entry.fault((), message, "Choose another word.")

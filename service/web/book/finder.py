"""Search over the whole book: by the beginnings of words, else by their parts, else forgiving slips."""

from functools import cached_property

from rapidfuzz import fuzz, process

from service.doors import cards
from service.doors.book.kinds import KINDS
from service.doors.book.shelf import Book, Ref
from service.doors.certify import Json
from service.doors.lexicon import SUGGEST_FROM, plain
from service.web.vocabulary import ALIKE

# Entries of one kind that are shown; the lists hold the rest.
SHOWN = 20
NEAR = 5
# Suggestions that are this much less like (0-100) than the best would distract from it.
ABOUT_AS_NEAR = 12

# kind, id: one entry.
Place = tuple[str, str]


class Finder:
    """The words of every entry, collected at the first search."""

    def __init__(self, book: Book) -> None:
        """Nothing is collected yet."""
        self._book = book

    @cached_property
    def _names(self) -> dict[Place, list[str]]:
        """Every entry with its names: id, label, synonyms, brands, codes."""
        return {
            (kind.path, name): [plain(word) for word in (name, *cards.names(entry))]
            for kind in KINDS.values()
            for name, entry in kind.entries(self._book.knowledge).items()
        }

    @cached_property
    def _texts(self) -> dict[Place, str]:
        """All names of an entry on one line that starts with a space, as does each of its words."""
        return {place: f" {' '.join(names)}" for place, names in self._names.items()}

    @cached_property
    def _spellings(self) -> dict[tuple[Place, int], str]:
        return {(place, turn): name for place, names in self._names.items() for turn, name in enumerate(names)}

    def find(self, asked: str) -> list[Json]:
        """What a search found, by kind: the first so many entries, and how many there are in all."""
        found = self._places(plain(asked))
        return [
            {
                "of": kind,
                "total": len(chosen),
                "rows": [self._book.ref(*place) for place in chosen[:SHOWN]],
            }
            for kind in KINDS.values()
            for chosen in ([place for place in found if place[0] == kind.path],)
            if chosen
        ]

    def near(self, name: str, kind: str | None = None) -> list[Ref]:
        """What a wrong id may have meant, of one kind or of all."""
        pool = {key: word for key, word in self._spellings.items() if kind in (None, key[0][0])}
        alike = process.extract(plain(name), pool, scorer=fuzz.ratio, score_cutoff=SUGGEST_FROM, limit=4 * NEAR)
        places = dict.fromkeys(place for _, score, (place, _) in alike if score >= alike[0][1] - ABOUT_AS_NEAR)
        return [self._book.ref(*place) for place in list(places)[:NEAR]]

    def _places(self, asked: str) -> list[Place]:
        """Entries, the best first: what is called just so, then what has the fewest other words."""
        words = asked.split()
        if not words:
            return []
        starts = [place for place, text in self._texts.items() if all(f" {word}" in text for word in words)]
        holding = starts or [place for place, text in self._texts.items() if all(word in text for word in words)]
        if holding:
            return sorted(holding, key=lambda place: (asked not in self._names[place], len(self._texts[place]), place))
        alike = process.extract(asked, self._spellings, scorer=fuzz.token_sort_ratio, score_cutoff=ALIKE, limit=SHOWN)
        return list(dict.fromkeys(place for _, _, (place, _) in alike))

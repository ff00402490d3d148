"""Second storey of checks: sense across files. Ids unique and known, nothing cited that is missing, no orphans."""

from collections import defaultdict
from collections.abc import Container, Iterable, Iterator
from difflib import get_close_matches

from service.loader.fault import Fault
from service.loader.files import KINDS, Entry, RuleFile, entries
from service.loader.references import Reference, references
from service.loader.sense import check_sense

_IDENTIFIED = [kind for kind in KINDS if kind not in ("pack", "scale", "referral", "retired", "calibration")]

# A finding may stand without any rule reading it only in these kinds: they describe, and forms need the whole list.
_MAY_BE_UNREAD = frozenset({"demographic", "site"})


class Book:
    """All entries by kind, with the ids that exist."""

    def __init__(self, files: list[RuleFile]) -> None:
        """Index the checked files."""
        self.by_kind = {kind: list(entries(files, kind)) for kind in KINDS}
        self.ids = {kind: {e.data["id"] for e in self.by_kind[kind]} for kind in _IDENTIFIED}
        referral = self.by_kind["referral"][0]
        self.ids["services"] = {service["id"] for service in referral.data["services"]}
        self.retired = {(e.data["kind"], e.data["id"]): e for e in self.by_kind["retired"]}


def cross_check(files: list[RuleFile], useful: Container[str] | None = None) -> list[Fault]:
    """Every fault that only shows when files are read together. Expects each file to have its shape.

    `useful`: names of the files in which nothing may stand that no rule uses; None means all.
    """
    book = Book(files)
    cited = list(references(book.by_kind))
    faults = [
        *_duplicates(book),
        *_retired(book),
        *_names(book),
        *_unknown(book, cited),
        *(fault for fault in _orphans(book, cited) if useful is None or fault.file in useful),
        *_weak_sources(book),
    ]
    return faults or check_sense(book.by_kind)


def _duplicates(book: Book) -> Iterator[Fault]:
    for kind in _IDENTIFIED:
        first: dict[str, Entry] = {}
        for entry in book.by_kind[kind]:
            name = entry.data["id"]
            if name in first:
                yield entry.fault(("id",), f"The id {name} stands in {first[name].file.name} too.", "Rename one.")
            first.setdefault(name, entry)


def _retired(book: Book) -> Iterator[Fault]:
    singular = {"conditions": "condition", "findings": "finding", "red_flags": "red_flag", "workup": "test"}
    singular |= {"medications": "medication", "screens": "screen", "sources": "source", "analytes": "analyte"}
    for kind, word in singular.items():
        for entry in book.by_kind[kind]:
            if (word, entry.data["id"]) in book.retired:
                remedy = "Choose a new id; retired ids stay reserved."
                yield entry.fault(("id",), f"The id {entry.data['id']} is retired.", remedy)


def _names(book: Book) -> Iterator[Fault]:
    for entry in (*book.by_kind["conditions"], *book.by_kind["movements"]):
        expected = f"{entry.data['id']}.yaml"
        if not entry.file.name.endswith(f"/{expected}"):
            yield entry.fault(("id",), "The id is not the file's name.", f"Name the file {expected}.")


def _unknown(book: Book, cited: Iterable[Reference]) -> Iterator[Fault]:
    for reference in cited:
        known = book.ids[reference.kind]
        if reference.id not in known:
            near = get_close_matches(reference.id, known, 1)
            remedy = f"Did you mean {near[0]}?" if near else f"Add it to rules/{reference.kind}, or correct the id."
            message = f"There is no {reference.kind.removesuffix('s')} with the id {reference.id}."
            yield reference.entry.fault(reference.path, message, remedy)


def _orphans(book: Book, cited: Iterable[Reference]) -> Iterator[Fault]:
    used: dict[str, set[str]] = defaultdict(set)
    for reference in cited:
        used[reference.kind].add(reference.id)
    remedy = "Use it in a rule, or remove it."
    for kind in ("sources", "workup", "groups"):
        for entry in book.by_kind[kind]:
            if entry.data["id"] not in used[kind]:
                yield entry.fault(("id",), f"Nothing refers to {entry.data['id']}.", remedy)
    for entry in book.by_kind["findings"]:
        if entry.data["id"] not in used["findings"] and entry.data["kind"] not in _MAY_BE_UNREAD:
            yield entry.fault(("id",), f"No rule reads the finding {entry.data['id']}.", remedy)


def _weak_sources(book: Book) -> Iterator[Fault]:
    low = {e.data["id"] for e in book.by_kind["sources"] if e.data["quality"] == "low"}
    for kind in KINDS:
        for entry in book.by_kind[kind]:
            yield from _weak(entry, (), entry.data, low)


def _weak(entry: Entry, path: tuple[str | int, ...], data: object, low: set[str]) -> Iterator[Fault]:
    if isinstance(data, dict):
        sources = data.get("sources")
        graded = data.get("grade", "expert_estimate") != "expert_estimate"
        if graded and isinstance(sources, list) and sources and all(isinstance(s, str) and s in low for s in sources):
            remedy = "Add a better source, or grade it expert_estimate."
            yield entry.fault((*path, "sources"), "Only low-quality sources are cited.", remedy)
        for key, value in data.items():
            yield from _weak(entry, (*path, key), value, low)
    elif isinstance(data, list):
        for place, value in enumerate(data):
            yield from _weak(entry, (*path, place), value, low)

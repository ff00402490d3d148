"""What a patient is told to watch for needs words for a patient."""

from collections.abc import Iterator, Mapping

from service.loader.fault import Fault
from service.loader.files import Entry
from service.loader.predicate import compile_predicate


def check_plain(by_kind: Mapping[str, list[Entry]]) -> Iterator[Fault]:
    """Symptoms that a red flag reads, and that have no words for a patient: a safety net could not name them."""
    read = frozenset().union(*(compile_predicate(e.data["when"]).findings() for e in by_kind["red_flags"]))
    for entry in by_kind["findings"]:
        if entry.data["kind"] == "symptom" and entry.data["id"] in read and "plain" not in entry.data:
            message = "A red flag reads this symptom, and it has no words for a patient."
            yield entry.fault(("id",), message, "Add `plain`: a noun phrase of at most eight words.")

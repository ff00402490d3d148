"""Bundles as calls bring them: their shape, and the resources in them with their places."""

from collections.abc import Iterator, Mapping
from typing import Any

from service.doors.cds.fhir_server import next_link
from service.doors.faults import Fault
from service.doors.fhir.resources import DEEPEST, FAILED, Placed, is_failed, word

Json = Any
NO_BUNDLE = "This must be a FHIR Bundle."


def bundle_faults(value: Json, at: str) -> Iterator[Fault]:
    """What keeps a value from being a Bundle of resources."""
    if not isinstance(value, dict) or value.get("resourceType") != "Bundle":
        yield Fault(at, "wrong_type", NO_BUNDLE)
        return
    entries = value.get("entry")
    if not isinstance(entries, list | None):
        yield Fault(f"{at}/entry", "wrong_type", "This must be a list in square brackets.")
        return
    for place, entry in enumerate(entries or ()):
        resource = entry.get("resource") if isinstance(entry, dict) else None
        if not isinstance(entry, dict) or not isinstance(resource, dict | None):
            yield Fault(f"{at}/entry/{place}", "wrong_type", "This must be an object that holds a FHIR resource.")


def entries_of(bundle: Mapping[str, Json], at: str) -> Iterator[Placed]:
    """The resources of a Bundle whose shape was checked, with their places; `at` is that of the Bundle.

    An OperationOutcome stands for an entry that holds none and should.
    """
    for place, entry in enumerate(bundle.get("entry") or ()):
        if is_failed(entry):
            yield Placed(f"{at}/entry/{place}", FAILED)
        elif entry.get("resource"):
            yield Placed(f"{at}/entry/{place}/resource", entry["resource"], word(entry, "fullUrl"))


def unwrapped(bundle: Mapping[str, Json], at: str, deeper: int = DEEPEST) -> Iterator[Placed]:
    """What is in a Bundle and in those within it, as the answer to a batch has them.

    Of the Bundles within, those that were not opened stand there themselves, and those with a next page.
    """
    for one in entries_of(bundle, at):
        opened = bool(deeper) and one.kind == "Bundle" and not any(bundle_faults(one.resource, one.pointer))
        if opened:
            yield from unwrapped(one.resource, one.pointer, deeper - 1)
        if not opened or next_link(one.resource) is not None:
            yield one

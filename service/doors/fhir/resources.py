"""Careful hands for other people's resources: whatever has not its shape reads as not there. Nothing raises."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeGuard

from service.doors.faults import Note
from service.doors.fhir.canonical import terminology

Json = Any
Resource = Mapping[str, Json]

# A Bundle within a Bundle is rare, a deeper one a mistake.
DEEPEST = 4
# Members that may turn round what the rest of a resource says.
MODIFIERS = ("modifierExtension", "implicitRules")
# Python's whole numbers have no end, its broken ones have: what is beyond this measures nothing.
LARGEST = 1e15
# SNOMED CT ends a full name with its kind, `Fasciculation (finding)`; ICD-10 with `, unspecified`.
_KIND = re.compile(r"(\s*\([a-z /]+\)|,? unspecified|,? NOS)$")


def part(value: Json, name: str) -> Resource:
    """The object under a name, or an empty one."""
    found = value.get(name) if isinstance(value, Mapping) else None
    return found if isinstance(found, Mapping) else {}


def parts(value: Json, name: str) -> Iterator[Resource]:
    """The objects in the list under a name."""
    found = value.get(name) if isinstance(value, Mapping) else None
    yield from (one for one in (found if isinstance(found, list) else ()) if isinstance(one, Mapping))


def word(value: Json, name: str) -> str:
    """The text under a name, or an empty one."""
    found = value.get(name) if isinstance(value, Mapping) else None
    return found.strip() if isinstance(found, str) else ""


def number(value: Json, name: str) -> float | None:
    """The number under a name; none that is too large to reckon with."""
    found = value.get(name) if isinstance(value, Mapping) else None
    return found if is_number(found) else None


def is_number(value: Json) -> TypeGuard[float]:
    """Whether this is a number, and not too large to reckon with."""
    return isinstance(value, int | float) and not isinstance(value, bool) and abs(value) <= LARGEST


def is_modified(value: Json) -> bool:
    """Whether something that is not understood here may change what this says."""
    return isinstance(value, Mapping) and any(value.get(name) for name in MODIFIERS)


def codes(concept: Resource) -> Iterator[tuple[str, str]]:
    """(terminology, code) of a CodeableConcept, in its order, as far as the terminology is one that rules use."""
    for coding in parts(concept, "coding"):
        system, code = terminology(coding.get("system")), word(coding, "code")
        if system and code:
            yield system, code


def names(concept: Resource) -> Iterator[str]:
    """The texts of a CodeableConcept: its own first, then those of its codes; what only classifies left off."""
    told = (word(concept, "text"), *(word(coding, "display") for coding in parts(concept, "coding")))
    # A long run of spaces would keep the patterns busy for minutes.
    yield from dict.fromkeys(_KIND.sub("", " ".join(name.split())) for name in told if name)


def statuses(resource: Resource, name: str) -> frozenset[str]:
    """Every code of a status that is a CodeableConcept, such as clinicalStatus, and its words, written as codes.

    A status of the standard may stand behind one of the site's own, or in words alone; a plain text is taken too.
    """
    concept = part(resource, name)
    codings = list(parts(concept, "coding"))
    told = [word(coding, key) for coding in codings for key in ("code", "display")]
    told += [word(concept, "text"), word(resource, name)]
    return frozenset(one.casefold().replace(" ", "-") for one in told if one)


@dataclass(frozen=True, slots=True)
class Placed:
    """One resource, where it stood in what was given (RFC 6901) and the full URL that it had there."""

    pointer: str
    resource: Resource
    url: str = ""

    @property
    def kind(self) -> str:
        """Its resource type."""
        return word(self.resource, "resourceType")

    @property
    def reference(self) -> str:
        """`Type/id`, or its type alone where it has no id."""
        name = word(self.resource, "id")
        return f"{self.kind}/{name}" if name else self.kind


@dataclass(slots=True)
class Pile:
    """All resources of a request, unpacked, and what was not worth unpacking."""

    resources: list[Placed] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)
    # By reference and by URL, made when first asked.
    _places: dict[str, Placed] = field(default_factory=dict, repr=False)

    def of(self, *kinds: str) -> Iterator[Placed]:
        """Those of some types, in the order given."""
        yield from (one for one in self.resources if one.kind in kinds)

    def find(self, reference: str) -> Resource:
        """The resource that a reference names, or an empty one."""
        if not self._places:
            for one in reversed(self.resources):
                self._places.update({one.reference: one, one.url: one} if one.url else {one.reference: one})
        told = without_version(reference)
        near = (self._places.get(name) for name in (told, tail_of(told)))
        return next((one.resource for one in near if one and same_place(told, one)), {})


def same_place(reference: str, one: Placed) -> bool:
    """Whether a reference names a resource: with or without a server's address, whichever version it asks for."""
    told = without_version(reference)
    if not told or told in (one.url, one.reference):
        return bool(told)
    # An address must not lead to what came from another server.
    named = bool(word(one.resource, "id")) and "://" not in one.url
    return named and "://" in told and told.endswith(f"/{one.reference}")


def without_version(reference: str) -> str:
    """A reference to whichever version there is."""
    return reference.partition("/_history/")[0]


def tail_of(reference: str) -> str:
    """`Type/id` of a reference that has no version; a shorter one as it is."""
    return "/".join(reference.rsplit("/", 2)[-2:])


def resolved(pile: Pile, holder: Resource, reference: str) -> Resource:
    """The resource that a reference in another names, contained in that or beside it.

    An empty one where there is none, and where something that is not understood here modifies it.
    """
    own = (one for one in parts(holder, "contained") if word(one, "id") == reference[1:])
    found = next(own, {}) if reference.startswith("#") else pile.find(reference)
    return {} if is_modified(found) else found


# What stands for an entry that holds an error in place of data.
FAILED: Resource = {"resourceType": "OperationOutcome"}


def is_failed(entry: Json) -> bool:
    """Whether an entry of a Bundle has no resource and should: a step of a batch went wrong, or it is lost."""
    if not isinstance(entry, Mapping) or "resource" in entry:
        return False
    return not word(part(entry, "response"), "status").startswith(("2", "304"))


def unpack(given: Sequence[Json]) -> Pile:
    """Every resource in a list of resources, Bundles, nulls and worse."""
    return unpack_at((f"/{place}", one) for place, one in enumerate(given))


def unpack_at(given: Iterable[tuple[str, Json]]) -> Pile:
    """The same, each with the pointer of its place."""
    pile = Pile()
    for pointer, one in given:
        _unpack(pile, one, pointer, "", 0)
    return pile


def _unpack(pile: Pile, given: Json, pointer: str, url: str, depth: int) -> None:
    if given is None:
        return
    kind = word(given, "resourceType")
    if not kind or depth > DEEPEST:
        pile.notes.append(Note(pointer, "not_a_resource", "This is not a FHIR resource; it was not read."))
    elif kind == "OperationOutcome":
        text = "The server sent an OperationOutcome in place of data, so that part of the record is not known here."
        pile.notes.append(Note(pointer, "data_not_sent", text))
    elif kind == "Bundle":
        entries = given.get("entry")
        for place, entry in enumerate(entries if isinstance(entries, list) else ()):
            inner = FAILED if is_failed(entry) else entry.get("resource") if isinstance(entry, Mapping) else None
            _unpack(pile, inner, f"{pointer}/entry/{place}/resource", word(entry, "fullUrl"), depth + 1)
    else:
        pile.resources.append(Placed(pointer, given, url))

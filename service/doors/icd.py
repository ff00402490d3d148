"""ICD-10 codes as records write them -> the classes of the rules under which a finding may stand.

ICD-10 counts cases: a case stands in one class, so one that is ruled out leaves others that mean the same symptom. A
class can therefore say that a finding is there, and never that it is not.
"""

import re
from collections.abc import Iterable, Iterator, Mapping

ICD10 = "icd10"
ICD10_CM = "icd10cm"
# The US modification divides further and now and then otherwise: what it says itself goes before the original.
_EDITIONS: Mapping[str, tuple[str, ...]] = {ICD10: (ICD10,), ICD10_CM: (ICD10_CM, ICD10)}
# With a dot or without, any case, and the marks of dagger, asterisk and the like that some registers leave on.
_SHAPES = {
    ICD10: re.compile(r"([A-Z][0-9]{2})\.?([0-9]{0,4})[*+†!]?"),
    ICD10_CM: re.compile(r"([A-Z][0-9][0-9A-Z])\.?([0-9A-Z]{0,4})"),
}
# Letters before the dot.
_CATEGORY = 3


def is_icd(system: str) -> bool:
    """Whether a terminology is an edition of ICD-10."""
    return system in _EDITIONS


def classes(system: str, code: str) -> Iterator[tuple[str, str]]:
    """(terminology, code) of a class and of each above it, nearest first; nothing for what is no ICD-10 code."""
    shape = _SHAPES[system].fullmatch(code.strip().upper()) if system in _SHAPES else None
    whole = "".join(shape.groups()) if shape else ""
    for length in range(len(whole), _CATEGORY - 1, -1):
        for edition in _EDITIONS[system]:
            yield edition, ".".join(part for part in (whole[:_CATEGORY], whole[_CATEGORY:length]) if part)


def observed(codes: Mapping[str, Iterable[str]]) -> Iterator[tuple[str, str]]:
    """(terminology, code) of a finding as something to ask and to observe: all but ICD-10, which can say no "no"."""
    yield from ((system, code) for system, several in codes.items() if not is_icd(system) for code in several)


def writings(system: str, code: str) -> Iterator[tuple[str, str]]:
    """(terminology, code) under which a code itself, and no broader one, may stand. Other terminologies: as written."""
    if is_icd(system):
        yield from list(classes(system, code))[: len(_EDITIONS[system])]
    else:
        yield system, code

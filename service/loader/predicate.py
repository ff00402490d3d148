"""`when` as written in rules -> a Predicate of the engine, and the finding ids it names with their paths."""

from collections.abc import Iterator
from typing import Any

from service.engine.predicates import AtLeast, Is, Not, Predicate
from service.engine.terms import Status

Path = tuple[str | int, ...]


def compile_predicate(when: dict[str, Any]) -> Predicate:
    """The predicate of a `when` whose shape has been checked."""
    if "finding" in when:
        return Is(when["finding"], Status(when.get("is", "present")))
    if "not" in when:
        return Not(compile_predicate(when["not"]))
    key = next(name for name in ("all", "any", "of") if name in when)
    parts = tuple(compile_predicate(part) for part in when[key])
    count = {"all": len(parts), "any": 1, "of": when.get("at_least", 1)}[key]
    return AtLeast(count, parts)


def named_findings(when: dict[str, Any], path: Path) -> Iterator[tuple[str, Path]]:
    """Every finding id in a `when`, with the path to it."""
    if "finding" in when:
        yield when["finding"], (*path, "finding")
    if "not" in when:
        yield from named_findings(when["not"], (*path, "not"))
    for key in ("all", "any", "of"):
        for place, part in enumerate(when.get(key, ())):
            yield from named_findings(part, (*path, key, place))

"""Overlay: what a site laid over the pack, kept so that every answer can name it. Imports nothing of ours."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class LocalChange:
    """One change, with who answers for it.

    `change`: add, prior, level, service, test, limits, names or withdraw. `kind` is as in paths: conditions, findings,
    red-flags, tests, medications, services. `what` says in words what it is now and what it was. `gone`: the rule has
    no page any more.
    """

    change: str
    kind: str
    id: str
    label: str
    what: str
    because: str
    by: str
    date: str
    gone: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Overlay:
    """A site's overlay. `sha256` is over its files.

    `names` and `codes` are those of medicines that only the overlay knows: what they tell never puts out a red flag.
    """

    id: str
    site: str
    version: str
    date: str
    because: str
    sha256: str
    changes: tuple[LocalChange, ...]
    names: frozenset[str] = frozenset()
    codes: frozenset[tuple[str, str]] = frozenset()

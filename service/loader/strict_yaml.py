"""YAML read strictly: the 1.2 core words only, no repeated keys, no anchors or tags, string keys.

PyYAML as it comes reads `no` as false, `12:30` as 750, a bare date as an object, and lets a repeated key win silently;
in a rule each of these would change a meaning without a word. libyaml parses, this module decides the meaning.
"""

import math
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import yaml

Node = yaml.nodes.Node

_CORE = (
    ("tag:yaml.org,2002:null", re.compile(r"^(?:null|~|)$"), ["n", "~", ""]),
    ("tag:yaml.org,2002:bool", re.compile(r"^(?:true|false)$"), ["t", "f"]),
    ("tag:yaml.org,2002:int", re.compile(r"^[-+]?(?:0|[1-9][0-9]*)$"), list("-+0123456789")),
    (
        "tag:yaml.org,2002:float",
        re.compile(r"^[-+]?(?:\.[0-9]+|(?:0|[1-9][0-9]*)\.[0-9]*|(?:0|[1-9][0-9]*)(?=[eE]))(?:[eE][-+]?[0-9]+)?$"),
        list("-+.0123456789"),
    ),
)
_STRING = "tag:yaml.org,2002:str"
_MEANINGS: dict[str, Callable[[str], Any]] = {
    "tag:yaml.org,2002:null": lambda _: None,
    "tag:yaml.org,2002:bool": lambda text: text == "true",
    "tag:yaml.org,2002:int": int,
    "tag:yaml.org,2002:float": float,
    _STRING: str,
}
_PATTERNS = {tag: pattern for tag, pattern, _ in _CORE}

# First character -> what a plain scalar that starts with it may be, besides text.
_STARTING = {
    first: [(tag, pattern) for tag, pattern, starts in _CORE if first in starts]
    for _, _, firsts in _CORE
    for first in firsts
}
_COLLECTIONS: dict[type[Node], str] = {
    yaml.SequenceNode: "tag:yaml.org,2002:seq",
    yaml.MappingNode: "tag:yaml.org,2002:map",
}


# No rule comes near it; libyaml composes by recursion in C, which a deeper file would bring down with the process.
DEEPEST = 40


# Problems of one file that are told. Whoever has more has one cause for them, or means no good.
MOST_TOLD = 100


class TooDeepError(yaml.MarkedYAMLError):
    """Nested deeper than any rule is."""


class _CoreLoader(yaml.CSafeLoader):
    """libyaml with the meanings of the YAML 1.2 core schema, and a bound to nesting."""

    _depth = 0

    def descend_resolver(self, parent: Node | None, index: Any) -> None:
        """Called before a node is composed."""
        self._depth += 1
        if self._depth > DEEPEST:
            raise TooDeepError(problem_mark=parent.start_mark if parent else None)
        super().descend_resolver(parent, index)

    def ascend_resolver(self) -> None:
        """Called after it."""
        self._depth -= 1
        super().ascend_resolver()

    def resolve(self, kind: type[Node], value: Any, implicit: Any) -> str:
        """The tag of a node that carries none: only a plain scalar may be more than text."""
        if kind is yaml.ScalarNode and implicit[0]:
            for tag, pattern in _STARTING.get(value[:1], ()):
                if pattern.match(value):
                    return tag
        return _COLLECTIONS.get(kind, _STRING)


@dataclass(frozen=True, slots=True)
class Problem:
    """Something that strict reading refuses, at a line and a pointer."""

    line: int
    pointer: str
    message: str
    remedy: str


@dataclass(frozen=True, slots=True)
class Document:
    """A file as read: its data, the node tree that knows the lines, and what was refused."""

    data: Any
    root: Node | None
    problems: tuple[Problem, ...]

    def line(self, path: tuple[str | int, ...]) -> int:
        """The line (from 1) where the deepest existing part of `path` starts."""
        node, line = self.root, 1
        for step in path:
            node, line = _child(node, step, line)
        return line


def read(text: str) -> Document:
    """Read one YAML document. Never raises for its content: what is refused stands in `problems`."""
    try:
        suspect = "&" in text or "*" in text
        events = yaml.parse(text, _CoreLoader) if suspect else ()
        aliases = [_alias_problem(event) for event in events if _is_reference(event)]
        root = None if aliases else yaml.compose(text, _CoreLoader)
    except TooDeepError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        return Document(None, None, (Problem(line, "", f"Nested deeper than {DEEPEST} levels.", "Write it flatter."),))
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        return Document(None, None, (Problem(line, "", f"Not YAML: {error.problem}.", "Mend the syntax."),))
    except yaml.YAMLError as error:
        return Document(None, None, (Problem(1, "", f"Not YAML: {error}.", "Save the file as plain UTF-8 text."),))
    problems: list[Problem] = aliases
    data = _build(root, "", problems) if root is not None else None
    return Document(data, root, _told(problems))


def _told(problems: list[Problem]) -> tuple[Problem, ...]:
    if len(problems) <= MOST_TOLD:
        return tuple(problems)
    rest = f"{len(problems) - MOST_TOLD} more problems like these."
    return (*problems[:MOST_TOLD], Problem(problems[MOST_TOLD].line, "", rest, "Mend those above first."))


def _is_reference(event: yaml.events.Event) -> bool:
    return isinstance(event, yaml.events.AliasEvent) or getattr(event, "anchor", None) is not None


def _alias_problem(event: yaml.events.Event) -> Problem:
    line = event.start_mark.line + 1 if event.start_mark else 1
    return Problem(line, "", "Anchors and aliases are not allowed.", "Write the value out.")


def _build(node: Node, pointer: str, problems: list[Problem]) -> Any:
    fits = node.tag in _MEANINGS if isinstance(node, yaml.ScalarNode) else node.tag == _COLLECTIONS[type(node)]
    if not fits:
        problems.append(_at(node, pointer, f"The tag {node.tag} is not allowed.", "Write a plain value."))
        return None
    if isinstance(node, yaml.ScalarNode):
        return _scalar(node, pointer, problems)
    if isinstance(node, yaml.SequenceNode):
        return [_build(child, f"{pointer}/{place}", problems) for place, child in enumerate(node.value)]
    return _mapping(node, pointer, problems)


def _scalar(node: Node, pointer: str, problems: list[Problem]) -> Any:
    """What a scalar means. A tag may be written out, but not over what it does not fit: `!!bool x` would be false."""
    if node.tag != _STRING and not _PATTERNS[node.tag].match(node.value):
        problems.append(_at(node, pointer, f"The tag {node.tag} does not fit the value.", "Write a plain value."))
        return None
    try:
        value = _MEANINGS[node.tag](node.value)
    except ValueError:  # more digits than Python reads
        value = math.inf
    if isinstance(value, float) and not math.isfinite(value):
        problems.append(_at(node, pointer, "The number is too large.", "Write one that can be meant."))
    return value


def _mapping(node: Node, pointer: str, problems: list[Problem]) -> dict[str, Any]:
    result: dict[str, Any] = {}
    for key, value in node.value:
        if not isinstance(key, yaml.ScalarNode):
            problems.append(_at(key, pointer, "A key must be text.", "Write a word."))
            continue
        where = f"{pointer}/{key.value}"
        if key.tag != _STRING:
            problems.append(_at(key, where, "A key must be text.", "Put the key in quotes."))
        if key.value in result:
            problems.append(_at(key, where, f"The key {key.value!r} stands twice.", "Keep one of the two."))
        result[key.value] = _build(value, where, problems)
    return result


def _at(node: Node, pointer: str, message: str, remedy: str) -> Problem:
    return Problem(node.start_mark.line + 1, pointer, message, remedy)


def _child(node: Node | None, step: str | int, line: int) -> tuple[Node | None, int]:
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            if key.value == step:
                return value, key.start_mark.line + 1
    if isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value):
        return node.value[step], node.value[step].start_mark.line + 1
    return None, line

"""Truth: a predicate compiled to plain Python that says whether it surely holds. What-ifs ask hundreds of thousands.

`surely(p)(statuses)` is `p.holds(statuses) is True`. The code is built as a syntax tree, never as text, so nothing that
stands in a rule is ever read as Python.
"""

import ast
from collections.abc import Callable, Sequence
from types import CodeType, FunctionType
from typing import Any, cast

from service.engine.predicates import AtLeast, Is, Not, Predicate, Statuses
from service.engine.terms import Status

Test = Callable[[Statuses], bool]

# Every node needs a place in a source that there is not. To give it at once costs a fifth of mending the tree later.
_PLACE: dict[str, Any] = {"lineno": 1, "col_offset": 0, "end_lineno": 1, "end_col_offset": 0}
_KNOWN_AS = {Status.PRESENT: True, Status.ABSENT: False, Status.UNKNOWN: None}


def surely(predicate: Predicate) -> Test:
    """A function of statuses that is True where the predicate holds, and False where it does not or is not known to."""
    asked = ast.arg("known", **_PLACE)
    arguments = ast.arguments(posonlyargs=[], args=[asked], kwonlyargs=[], kw_defaults=[], defaults=[])
    module = compile(ast.Expression(ast.Lambda(arguments, _holds(predicate), **_PLACE)), "<rule>", "eval")
    code = next(part for part in module.co_consts if isinstance(part, CodeType))
    return cast("Test", FunctionType(code, {}, "surely"))


def _holds(predicate: Predicate) -> ast.expr:
    match predicate:
        case Is(finding=finding, status=status):
            return _is(finding, _KNOWN_AS[status])
        case AtLeast(count=count, parts=parts):
            return _enough([_holds(part) for part in parts], count)
        case Not(part=part):
            return _fails(part)
    raise TypeError(f"{type(predicate).__name__} is no kind of predicate.")


def _fails(predicate: Predicate) -> ast.expr:
    match predicate:
        case Is(finding=finding, status=Status.UNKNOWN):
            return ast.UnaryOp(ast.Not(), _is(finding, None), **_PLACE)
        case Is(finding=finding, status=status):
            return _is(finding, not _KNOWN_AS[status])
        case AtLeast(count=count, parts=parts):
            return _enough([_fails(part) for part in parts], len(parts) - count + 1)
        case Not(part=part):
            return _holds(part)
    raise TypeError(f"{type(predicate).__name__} is no kind of predicate.")


def _is(finding: str, known: bool | None) -> ast.expr:
    """`known.get(finding) is …`."""
    get = ast.Attribute(ast.Name("known", ast.Load(), **_PLACE), "get", ast.Load(), **_PLACE)
    asked = ast.Call(get, [ast.Constant(finding, **_PLACE)], [], **_PLACE)
    return ast.Compare(asked, [ast.Is()], [ast.Constant(known, **_PLACE)], **_PLACE)


def _enough(parts: Sequence[ast.expr], count: int) -> ast.expr:
    """At least `count` of the parts: short-circuiting where it is all or one of them, else by adding up."""
    if count <= 0:
        return ast.Constant(value=True, **_PLACE)
    if count > len(parts):
        return ast.Constant(value=False, **_PLACE)
    if len(parts) == 1:
        return parts[0]
    if count in (1, len(parts)):
        return ast.BoolOp(ast.Or() if count == 1 else ast.And(), list(parts), **_PLACE)
    total = parts[0]
    for part in parts[1:]:
        total = ast.BinOp(total, ast.Add(), part, **_PLACE)
    return ast.Compare(total, [ast.GtE()], [ast.Constant(count, **_PLACE)], **_PLACE)

"""Truth: a predicate compiled to plain Python that says whether it surely holds. What-ifs ask hundreds of thousands.

`surely(p, bit)(yes, no)` is `p.holds(statuses) is True`, with the statuses as two whole numbers: in `yes` the bits of
what is present are set, in `no` those of what is absent. So findings that stand side by side in a rule are asked for
together, and to suppose a fact is one `|`. The code is built as a syntax tree, never as text, so nothing that stands in
a rule is ever read as Python.
"""

import ast
from collections.abc import Callable, Mapping, Sequence
from functools import reduce
from operator import or_
from types import CodeType, FunctionType
from typing import Any, cast

from service.engine.normal import Lacks, Normal, normal
from service.engine.predicates import AtLeast, Is, Not, Predicate
from service.engine.terms import Status

# yes, no -> whether it surely holds.
Test = Callable[[int, int], bool]
# yes, no -> the bits of some findings.
Bits = Callable[[int, int], int]
Places = Mapping[str, int]

# Every node needs a place in a source that there is not. To give it at once costs a fifth of mending the tree later.
_PLACE: dict[str, Any] = {"lineno": 1, "col_offset": 0, "end_lineno": 1, "end_col_offset": 0}
_SIDES = {Status.PRESENT: "yes", Status.ABSENT: "no"}


def surely(predicate: Normal, bit: Places) -> Test:
    """Whether the predicate holds, as a function of what is present and absent. `bit`: finding -> its own bit."""
    return cast("Test", _function("surely", _code(predicate, bit)))


def waits_for(predicate: Normal, bit: Places) -> Bits:
    """The bits of all unknown findings whose presence could still make the predicate hold; settled parts left out."""
    return cast("Bits", _function("waits_for", _open(predicate, bit)))


def near(predicate: Normal, bit: Places, down: Places) -> Bits:
    """The bits of the findings whose presence alone may make the predicate hold: no other can, and few of these cannot.

    `down`: finding -> the bits of it and all below it, which imply it.
    """
    return cast("Bits", _function("near", _near(predicate, bit, down)))


def _function(name: str, body: ast.expr) -> FunctionType:
    """A function of `yes` and `no`."""
    names = [ast.arg(side, **_PLACE) for side in ("yes", "no")]
    arguments = ast.arguments(posonlyargs=[], args=names, kwonlyargs=[], kw_defaults=[], defaults=[])
    module = compile(ast.Expression(ast.Lambda(arguments, body, **_PLACE)), "<rule>", "eval")
    return FunctionType(next(part for part in module.co_consts if isinstance(part, CodeType)), {}, name)


def _open(predicate: Predicate, bit: Places) -> ast.expr:
    """The open bits of a part: none where it is settled, else those of its own findings and of its parts."""
    match predicate:
        case Is(finding=finding, status=Status.PRESENT):
            return _unknown(bit[finding])
        case AtLeast(count=count, parts=parts):
            own = _bits_of([p.finding for p in parts if isinstance(p, Is) and p.status is Status.PRESENT], bit)
            inner = [_open(part, bit) for part in parts if isinstance(part, AtLeast)]
            terms = [*([_unknown(own)] if own else []), *inner]
            if not terms:
                return ast.Constant(0, **_PLACE)
            whole = _folded(ast.BitOr(), terms)
            # Where an `all` holds, or an `any` fails, each part is settled and has no open bits of its own.
            holds = [_code(predicate, bit)] if count != len(parts) else []
            fails = [_code(normal(predicate, fails=True), bit)] if count != 1 else []
            settled = _joined(ast.Or(), [*holds, *fails])
            return ast.IfExp(settled, ast.Constant(0, **_PLACE), whole, **_PLACE)
    return ast.Constant(0, **_PLACE)


def _near(predicate: Predicate, bit: Places, down: Places) -> ast.expr:
    """All bits where a part holds already; else those that may make it hold."""
    match predicate:
        case AtLeast(count=count, parts=parts) if count == len(parts) > 1:
            return _narrowed([_near(part, bit, down) for part in parts])
        case AtLeast(count=count, parts=parts) if 0 < count <= len(parts):
            alone = [part for part in parts if isinstance(part, Is)]
            inner = [_near(part, bit, down) for part in parts if not isinstance(part, Is)]
            leaves = [_holds_or(AtLeast(1, tuple(alone)), alone, bit, down)] if alone else []
            return _folded(ast.BitOr(), [*leaves, *inner])
    own = [part for part in (predicate, getattr(predicate, "part", None)) if isinstance(part, Is)]
    return _holds_or(predicate, own, bit, down)


def _narrowed(terms: list[ast.expr]) -> ast.expr:
    """The bits that all terms have in common, not asking the rest once none is left: most rules are far from a case.

    A part that holds already has all bits, so it leaves what is left as it is.
    """
    steps: list[ast.expr] = [_left(terms[0])]
    for term in terms[1:]:
        if isinstance(term, ast.IfExp):
            less = ast.BinOp(_name("left"), ast.BitAnd(), term.orelse, **_PLACE)
            steps.append(_left(ast.IfExp(term.test, _name("left"), less, **_PLACE)))
        else:
            steps.append(_left(ast.BinOp(_name("left"), ast.BitAnd(), term, **_PLACE)))
    return ast.BoolOp(ast.And(), steps, **_PLACE)


def _left(bits: ast.expr) -> ast.expr:
    return ast.NamedExpr(ast.Name("left", ast.Store(), **_PLACE), bits, **_PLACE)


def _holds_or(predicate: Predicate, leaves: list[Is], bit: Places, down: Places) -> ast.expr:
    """All bits where it holds, else those that imply one of the leaves."""
    missing = 0
    for leaf in leaves:
        missing |= down[leaf.finding] if leaf.status is Status.PRESENT or isinstance(predicate, Not) else 0
    return ast.IfExp(_code(predicate, bit), ast.Constant(-1, **_PLACE), ast.Constant(missing, **_PLACE), **_PLACE)


def _folded(operator: ast.operator, terms: list[ast.expr]) -> ast.expr:
    whole = terms[0]
    for term in terms[1:]:
        whole = ast.BinOp(whole, operator, term, **_PLACE)
    return whole


def _unknown(mask: int) -> ast.expr:
    """Those of some bits that are neither present nor absent."""
    either = ast.BinOp(_name("yes"), ast.BitOr(), _name("no"), **_PLACE)
    return ast.BinOp(ast.Constant(mask, **_PLACE), ast.BitAnd(), ast.UnaryOp(ast.Invert(), either, **_PLACE), **_PLACE)


def _code(predicate: Predicate, bit: Places) -> ast.expr:
    match predicate:
        case Is(finding=finding, status=Status.UNKNOWN):
            either = ast.BinOp(_name("yes"), ast.BitOr(), _name("no"), **_PLACE)
            return _compare(_and(either, bit[finding]), ast.Eq(), 0)
        case Is(finding=finding, status=status):
            return _compare(_and(_name(_SIDES[status]), bit[finding]), ast.NotEq(), 0)
        case Lacks(finding=finding):
            return _compare(_and(_name("yes"), bit[finding]), ast.Eq(), 0)
        case AtLeast(count=count, parts=parts):
            return _enough(parts, count, bit)
    return ast.UnaryOp(ast.Not(), _code(cast("Not", predicate).part, bit), **_PLACE)


def _enough(parts: Sequence[Predicate], count: int, bit: Places) -> ast.expr:
    """At least `count` of the parts: single findings by their bits together, the others one by one."""
    if count <= 0 or count > len(parts):
        return ast.Constant(value=count <= 0, **_PLACE)
    if count in (1, len(parts)):
        return _any_or_all(parts, bit, every=count != 1)
    masks, others = _together(parts, bit)
    rest = [_code(part, bit) for part in others]
    counts = [_count(_and(_name(side), mask)) for side, mask in masks.items()]
    return _compare(_folded(ast.Add(), [*counts, *rest]), ast.GtE(), count)


def _any_or_all(parts: Sequence[Predicate], bit: Places, *, every: bool) -> ast.expr:
    operator, compares = (ast.And(), ast.Eq()) if every else (ast.Or(), ast.NotEq())
    masks, others = _together([part for part in parts if not isinstance(part, Lacks)], bit)
    tests = [_compare(_and(_name(side), mask), compares, mask if every else 0) for side, mask in masks.items()]
    lacking = _bits_of([part.finding for part in parts if isinstance(part, Lacks)], bit)
    if lacking:
        tests.append(_compare(_and(_name("yes"), lacking), compares, 0 if every else lacking))
    return _joined(operator, [*tests, *(_code(part, bit) for part in others)])


def _together(parts: Sequence[Predicate], bit: Places) -> tuple[dict[str, int], list[Predicate]]:
    """The bits of the single findings on each side, and all other parts. What is asked for twice counts twice."""
    yes = no = 0
    others: list[Predicate] = []
    for part in parts:
        match part:
            case Is(finding=finding, status=Status.PRESENT) if not yes & bit[finding]:
                yes |= bit[finding]
            case Is(finding=finding, status=Status.ABSENT) if not no & bit[finding]:
                no |= bit[finding]
            case _:
                others.append(part)
    return {side: mask for side, mask in (("yes", yes), ("no", no)) if mask}, others


def _bits_of(findings: Sequence[str], bit: Places) -> int:
    return reduce(or_, (bit[name] for name in findings), 0)


def _joined(operator: ast.boolop, values: list[ast.expr]) -> ast.expr:
    return values[0] if len(values) == 1 else ast.BoolOp(operator, values, **_PLACE)


def _name(name: str) -> ast.expr:
    return ast.Name(name, ast.Load(), **_PLACE)


def _and(bits: ast.expr, mask: int) -> ast.expr:
    return ast.BinOp(bits, ast.BitAnd(), ast.Constant(mask, **_PLACE), **_PLACE)


def _compare(left: ast.expr, operator: ast.cmpop, right: int) -> ast.expr:
    return ast.Compare(left, [operator], [ast.Constant(right, **_PLACE)], **_PLACE)


def _count(bits: ast.expr) -> ast.expr:
    """How many bits are set."""
    return ast.Call(ast.Attribute(bits, "bit_count", ast.Load(), **_PLACE), [], [], **_PLACE)

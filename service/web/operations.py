"""What a route does, written beside it: the one source that openapi.yaml and /docs are made from."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from marshmallow import Schema
from werkzeug.routing import Rule

from schemas.problem import ProblemSchema

View = TypeVar("View", bound=Callable[..., Any])

ATTRIBUTE = "fascicle_operation"


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameter:
    """A query parameter. `schema` is its JSON Schema."""

    name: str
    description: str
    schema: dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation:
    """One route: words, shapes, examples by file name, and the errors it can answer with.

    `or_media_type`: in which else the answer can be had.

    An example is of `examples/requests/`, or named with its folder, such as `cds/patient-view`.
    """

    summary: str
    description: str
    tag: str
    response: type[Schema] | None = None
    request: type[Schema] | None = None
    media_type: str = "application/json"
    or_media_type: str | None = None
    examples: tuple[str, ...] = ()
    parameters: tuple[Parameter, ...] = ()
    errors: tuple[int, ...] = (500,)
    cacheable: bool = False
    error_schema: type[Schema] = ProblemSchema
    error_media_type: str = "application/problem+json"


def path_of(rule: Rule) -> str:
    """A route's address as OpenAPI writes it: `<kind>` becomes `{kind}`."""
    return re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", rule.rule)


def describe(operation: Operation) -> Callable[[View], View]:
    """Attach an operation to a view."""

    def attach(view: View) -> View:
        setattr(view, ATTRIBUTE, operation)
        return view

    return attach

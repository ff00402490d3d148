"""The steps of an answer: reading, assessing, reporting. Views call these three, so that each is counted and traced.

Nothing is traced unless the site asks for it; until then a step costs one comparison.
"""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date
from functools import wraps
from typing import ParamSpec, TypeVar

from flask import g, has_request_context

from service.doors import intake, report
from service.doors.form import desk
from service.doors.form.desk import Desk, Outcome
from service.doors.form.posted import Posted
from service.engine.assess import Assessment
from service.engine.assess import assess as assess_history
from service.engine.history import History
from service.engine.pack import Knowledge
from service.engine.terms import Level
from service.web.observe.metrics import ASSESSMENTS

P = ParamSpec("P")
R = TypeVar("R")
Span = Callable[[str], AbstractContextManager[object]]


class _Tracing:
    """What opens a span around a step; None: no traces are wanted."""

    span: Span | None = None


def trace_with(span: Span | None) -> None:
    """From now on open a span around every step of this process, or none."""
    _Tracing.span = span


def step(name: str) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """A function as a step of that name."""

    def stepping(function: Callable[P, R]) -> Callable[P, R]:
        @wraps(function)
        def stepped(*args: P.args, **kwargs: P.kwargs) -> R:
            if _Tracing.span is None:
                return function(*args, **kwargs)
            with _Tracing.span(name):
                return function(*args, **kwargs)

        return stepped

    return stepping


read_history = step("read")(intake.read_history)
report_assessment = step("report")(report.report_assessment)


@step("assess")
def assess(knowledge: Knowledge, history: History) -> Assessment:
    """The engine's `assess`, counted by referral level and setting; the level stands in the request's log line."""
    assessment = assess_history(knowledge, history)
    assessed(assessment.triage.level.word, history.setting)
    return assessment


def assessed(level: str, setting: str) -> None:
    """Count an assessment by words. A view whose door assesses by itself calls this with what came of it."""
    ASSESSMENTS.labels(level, setting).inc()
    if has_request_context():
        g.referral = level if "referral" not in g else max(level, g.referral, key=Level.of)


@step("consider")
def consider(at: Desk, posted: Posted, today: date) -> Outcome:
    """The form's `consider`, counted as `assess` is."""
    outcome = desk.consider(at, posted, today)
    if outcome.answer is not None:
        assessed(outcome.answer["referral"]["level"], outcome.answer["setting"])
    return outcome

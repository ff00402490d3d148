"""emit: one structured event, as one JSON line on standard error.

Which fields there are stands in `fields`; another is a mistake of ours (TypeError), and a value that does not look like
what its field holds is withheld. A line that cannot be written is lost and counted: it must not cost anybody an answer.
"""

import io
import logging
from collections.abc import Callable, Mapping
from typing import Any, cast

import orjson
import structlog

from service.web.observe.fields import FIELDS
from service.web.observe.metrics import LINES_LOST

WITHHELD = "withheld"
LEVELS = {"info": logging.INFO, "warning": logging.WARNING, "error": logging.ERROR, "critical": logging.CRITICAL}
STANDARD_ERROR = 2


def emit(event: str, level: str = "info", /, **fields: object) -> None:
    """Write an event with its fields; None leaves one out. Raises TypeError for a field that is not declared."""
    write(event, level, fitting(fields))


def record(event: str, /, **fields: object) -> bool:
    """Write an event that a site keeps as a record, whatever FASCICLE_LOG_LEVEL is. Returns whether it was written."""
    return _written(_RECORDER, event, "info", fitting(fields))


def fitting(fields: Mapping[str, object]) -> dict[str, object]:
    """The fields that hold something, each as it may be told. Raises TypeError for one that is not declared."""
    told: dict[str, object] = {}
    for name, value in fields.items():
        declared = FIELDS.get(name)
        if declared is None:
            raise TypeError(f"{name} is no field of a log line; service/web/observe/fields.py declares those there are")
        if value is not None:
            told[name] = value if declared.fits(value) else WITHHELD
    return told


def write(event: str, level: str, fields: Mapping[str, object]) -> None:
    """Write what has been looked at already. Only `emit` and the other modules of this package call this."""
    _written(_current.logger, event, level, fields)


def _written(logger: Any, event: str, level: str, fields: Mapping[str, object]) -> bool:
    try:
        cast("Callable[..., Any]", getattr(logger, level))(event, **fields)
    except OSError:
        LINES_LOST.inc()
        return False
    return True


def quieten(level: str) -> None:
    """From now on write only what is at least as grave as `level`, a key of LEVELS."""
    _current.logger = _logger(level)


def _logger(level: str) -> Any:
    """A structlog logger of its own settings. Unbuffered: a line is one write, so workers' lines do not mix."""
    return structlog.wrap_logger(
        structlog.BytesLogger(cast("Any", io.FileIO(STANDARD_ERROR, "wb", closefd=False))),
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True, key="time"),
            structlog.processors.JSONRenderer(serializer=lambda line, **_: orjson.dumps(line)),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(LEVELS[level]),
    ).bind()


class _Current:
    """The logger of this process."""

    def __init__(self) -> None:
        self.logger = _logger("info")


_current = _Current()
_RECORDER = _logger("info")

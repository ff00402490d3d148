"""What gunicorn and libraries log, as JSON lines like our own.

gunicorn's messages tell of processes and signals and are kept. What a library says may repeat what it was given, so
only who spoke, where, and the kind of an exception are told.
"""

import logging
from pathlib import Path

from gunicorn.config import Config
from gunicorn.glogging import Logger

from service.web.observe.events import LEVELS, quieten, write

OURS = "gunicorn.error"


class JsonHandler(logging.Handler):
    """Writes a log record as a line of the service's log."""

    def emit(self, record: logging.LogRecord) -> None:
        """Write what may be told of a record."""
        level = record.levelname.lower()
        level = level if level in LEVELS else "info"
        kind = record.exc_info[0] if record.exc_info else None
        raised = {"kind": kind.__name__} if kind else {}
        if record.name == OURS:
            write("server", level, {"pid": record.process, "message": record.getMessage(), **raised})
        else:
            place = f"{Path(record.pathname).stem}:{record.lineno}"
            write("library", level, {"logger": record.name, "place": place, **raised})


class JsonLogger(Logger):
    """gunicorn's logger, writing JSON."""

    def setup(self, cfg: Config) -> None:
        """Take over every logger of the process."""
        super().setup(cfg)
        handler = JsonHandler()
        self.error_log.handlers = [handler]
        root = logging.getLogger()
        root.handlers = [handler]
        root.setLevel(logging.WARNING)
        logging.captureWarnings(capture=True)
        quieten(cfg.loglevel)

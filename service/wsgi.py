"""The WSGI entry: settings, then rules, then the service. Any fault stops the start with one clear report."""

import gc
import os
import sys
from collections.abc import Callable

from flask import Flask

from service.app import create_app
from service.config import ConfigError, config_from
from service.loader.fault import RulesError, count_of
from service.loader.load import load_with_margins


def start() -> Flask:
    """The service as the environment asks for it, or an exit with status 1 and every fault on standard error."""
    try:
        config = config_from(os.environ)
        return _for_good(lambda: create_app(config, *load_with_margins(config.rules, config.overlay)))
    except ConfigError as error:
        sys.exit(f"Fascicle does not start: {error}")
    except RulesError as error:
        sys.exit(f"Fascicle does not start: {count_of(error.faults)} in the rules.\n{error}")


def _for_good(make: Callable[[], Flask]) -> Flask:
    """What is made now lives as long as the process: no collection looks at it, while it is made or ever after.

    So a start is quicker, no request waits for a walk through all rules, and workers keep sharing the pages.
    """
    gc.disable()
    try:
        return make()
    finally:
        gc.freeze()
        gc.enable()


app = start()

"""register: everything about access, in the order in which a request meets it."""

from flask import Flask

from service.config import Config
from service.web.access import guard, hosts


def register(app: Flask, config: Config) -> None:
    """Host and proxies, then who calls, then how often, then whether they may; and scripts of other origins.

    Raises ConfigError for a file of keys or clients that cannot be used.
    """
    hosts.register(app, config)
    guard.register(app, config, lambda: _count(app, config))
    if config.cors_origins:
        from service.web.access import cors  # noqa: PLC0415 - only where it is configured

        cors.register(app, config.cors_origins)


def _count(app: Flask, config: Config) -> None:
    if config.rate_limit == "off" or (config.auth == "open" and not config.rate_limit):
        return
    from service.web.access import limits  # noqa: PLC0415 - 50 ms that a first try on one's own machine does not need

    limits.register(app, config)

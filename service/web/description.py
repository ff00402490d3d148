"""The OpenAPI description of an app, made when it is first asked for: few ask, and a start need not wait for it."""

from functools import cached_property
from typing import Any

from flask import Flask

from service.engine.pack import Knowledge


class Description:
    """Nothing is made, and what makes it not even imported, until one of the two is read."""

    def __init__(self, app: Flask, knowledge: Knowledge) -> None:
        """Every route has to be registered before either is read."""
        self._app, self._knowledge = app, knowledge

    @cached_property
    def document(self) -> dict[str, Any]:
        """The description, as JSON has it."""
        from service.web.openapi import build_openapi  # noqa: PLC0415 not at a start

        return build_openapi(self._app, self._knowledge)

    @cached_property
    def text(self) -> str:
        """The same as YAML."""
        from service.web.openapi import openapi_yaml  # noqa: PLC0415 not at a start

        return openapi_yaml(self.document)

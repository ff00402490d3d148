"""Judge: what openapi.yaml allows in, and what it promises to send out, read by other code than the service's.

Requests are read with orjson and held to the JSON Schema of the description; the service reads them with the standard
library and marshmallow. So neither can hide the other's slip.
"""

from functools import cache
from typing import Any, NamedTuple

import orjson
from jsonschema_rs import Draft202012Validator, validator_for

from bench.soak.mutate import Request

NDJSON = "application/x-ndjson"


class Answer(NamedTuple):
    """What came back."""

    status: int
    mimetype: str
    body: bytes


class Judge:
    """Holds requests and answers to the description."""

    def __init__(self, document: dict[str, Any]) -> None:
        """`document`: the description as the service serves it."""
        self.document = document
        self._validator = cache(self._made)

    def operation(self, path: str) -> dict[str, Any] | None:
        """The POST operation at a path; None for the pages of the form, which the description leaves to readers."""
        found: dict[str, Any] | None = self.document["paths"].get(path, {}).get("post")
        return found

    def is_bad(self, path: str, media_type: str, body: bytes) -> bool:
        """Whether a body is none that the description lets in. False may still be a word that nobody knows."""
        try:
            value = orjson.loads(body)
        except orjson.JSONDecodeError:
            return True
        operation = self.operation(path)
        if operation is None:
            return False
        return not self._valid(operation["requestBody"]["content"][media_type]["schema"], value)

    def faults(self, request: Request, answer: Answer) -> str:
        """What is wrong with an answer; nothing where it is as promised."""
        if answer.status >= 500:
            return f"status {answer.status}"
        operation = self.operation(request.path)
        if operation is None:
            return self._of_form(answer)
        promised = operation["responses"].get(str(answer.status))
        if promised is None:
            return f"status {answer.status} is not described"
        content = promised.get("content", {}).get(answer.mimetype)
        if content is None:
            return f"{answer.mimetype} is not described for {answer.status}"
        if answer.mimetype == NDJSON:
            return self._of_lines(request, answer, content["schema"])
        valid = self._valid(content["schema"], orjson.loads(answer.body))
        return "" if valid else f"the body of {answer.status} is not as described"

    def _of_form(self, answer: Answer) -> str:
        """A form is answered with a page or a part of one; what is none, with a problem."""
        if answer.mimetype == "application/problem+json":
            problem = {"$ref": "#/components/schemas/Problem"}
            return "" if self._valid(problem, orjson.loads(answer.body)) else "not a problem document"
        return "" if answer.status in (200, 422) else f"{answer.mimetype} with {answer.status}"

    def _of_lines(self, request: Request, answer: Answer, schema: dict[str, Any]) -> str:
        sent = request.body.split(b"\n")
        told = [orjson.loads(line) for line in answer.body.splitlines()]
        if not told or "end" not in told[-1]:
            return "no end line"
        for one in told[:-1]:
            if not self._valid(schema, one):
                return "a line is not as described"
            line = sent[one["line"] - 1].rstrip(b"\r")
            bad = self.is_bad(request.path, NDJSON, line) or request.surely
            if one["status"] >= 500 or (bad and one["status"] == 200):
                return f"a line with status {one['status']}"
        return ""

    def _valid(self, schema: dict[str, Any], value: Any) -> bool:
        return self._validator(orjson.dumps(schema).decode()).is_valid(value)

    def _made(self, schema: str) -> Draft202012Validator:
        return validator_for({**orjson.loads(schema), "components": self.document["components"]})

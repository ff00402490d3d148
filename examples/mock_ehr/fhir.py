"""A FHIR server in memory: read, a little search, and create, each within what the token allows."""

import json
import re
from collections.abc import Iterator

from flask import Blueprint, Response, abort, request

from examples.mock_ehr.state import Resource, State, owner

TYPE = "application/fhir+json"
CODES = {401: "login", 403: "forbidden", 404: "not-found", 422: "invalid"}
RIGHTS = {"read": "rs", "write": "cud", "*": "cruds"}


def blueprint(state: State) -> Blueprint:
    """The routes."""
    routes = Blueprint("fhir", __name__, url_prefix="/fhir")

    @routes.get("/<kind>/<name>")
    def read(kind: str, name: str) -> Response:
        patient = _patient(state, kind, "r")
        found = next((one for one in state.of(kind, patient) if one["id"] == name), None)
        return _answer(found) if found else _refusal(404)

    @routes.get("/<kind>")
    def search(kind: str) -> Response:
        found = _search(state, kind, _patient(state, kind, "s"))
        return _answer({"resourceType": "Bundle", "type": "searchset", "entry": [{"resource": one} for one in found]})

    @routes.post("/<kind>")
    def create(kind: str) -> Response:
        patient = _patient(state, kind, "c")
        given = json.loads(request.get_data())
        fits = given.get("resourceType") == kind and owner(given) == patient and kind not in state.refused
        return _answer(state.add(given), 201) if fits else _refusal(422)

    return routes


def _patient(state: State, kind: str, right: str) -> str:
    """Whose record the token opens, if it allows this; otherwise 401 or 403."""
    grant = state.tokens.get(request.headers.get("Authorization", "").removeprefix("Bearer "))
    if grant is None:
        abort(_refusal(401))
    if not any(_allows(scope, kind, right) for scope in grant.scopes.split()):
        abort(_refusal(403))
    return grant.patient


def _allows(scope: str, kind: str, right: str) -> bool:
    """Whether a scope, as SMART 1 or 2 writes it, reaches so far."""
    told = re.fullmatch(r"patient/(\w+|\*)\.([a-z]+|\*)", scope)
    return told is not None and told[1] in (kind, "*") and right in RIGHTS.get(told[2], told[2])


def _search(state: State, kind: str, patient: str) -> Iterator[Resource]:
    """A patient's resources, narrowed by `code` and `status`; other parameters are not known here."""
    codes = set(filter(None, request.args.get("code", "").split(",")))
    for one in state.of(kind, patient):
        told = {coding.get("code") for coding in one.get("code", {}).get("coding", ())}
        fits = not codes or codes & told
        if fits and one.get("status") in (None, request.args.get("status", one.get("status"))):
            yield one


def _refusal(status: int) -> Response:
    issue = {"severity": "error", "code": CODES[status]}
    return _answer({"resourceType": "OperationOutcome", "issue": [issue]}, status)


def _answer(body: Resource, status: int = 200) -> Response:
    return Response(json.dumps(body), status, mimetype=TYPE)

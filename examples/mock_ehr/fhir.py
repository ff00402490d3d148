"""A FHIR server in memory: read, a little search, and create, each within what the token allows."""

import json
import re
from collections.abc import Iterator
from typing import Any

from flask import Blueprint, Response, request

from examples.mock_ehr.state import Grant, Resource, State, owner

TYPE = "application/fhir+json"
RIGHTS = {"read": "rs", "write": "cud", "*": "cruds"}


def blueprint(state: State) -> Blueprint:
    """The routes."""
    routes = Blueprint("fhir", __name__, url_prefix="/fhir")

    @routes.get("/<kind>/<name>")
    def read(kind: str, name: str) -> Response:
        grant = _granted(state, kind, "r")
        found = (one for one in state.of(kind, grant.patient) if one["id"] == name) if grant else iter(())
        return _answer(next(found, None) or _outcome("not-found"), 200, grant)

    @routes.get("/<kind>")
    def search(kind: str) -> Response:
        grant = _granted(state, kind, "s")
        found = list(_search(state, kind, grant.patient)) if grant else []
        bundle = {"resourceType": "Bundle", "type": "searchset", "entry": [{"resource": one} for one in found]}
        return _answer(bundle, 200, grant)

    @routes.post("/<kind>")
    def create(kind: str) -> Response:
        grant = _granted(state, kind, "c")
        given = json.loads(request.get_data())
        ours = bool(grant) and given.get("resourceType") == kind and owner(given) == grant.patient
        if grant and (not ours or kind in state.refused):
            return _answer(_outcome("invalid"), 422, grant)
        return _answer(state.add(given) if grant else {}, 201, grant)

    return routes


def _granted(state: State, kind: str, right: str) -> Grant | None:
    """The grant of the token that came, if it allows this."""
    grant = state.tokens.get(request.headers.get("Authorization", "").removeprefix("Bearer "))
    return grant if grant and any(_allows(scope, kind, right) for scope in grant.scopes.split()) else None


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


def _outcome(code: str) -> dict[str, Any]:
    return {"resourceType": "OperationOutcome", "issue": [{"severity": "error", "code": code}]}


def _answer(body: Resource, status: int, grant: Grant | None) -> Response:
    """A resource; without a grant a refusal: 401 where no token is known, 403 where it does not reach so far."""
    if grant is None:
        body, status = _outcome("forbidden"), 403 if request.headers.get("Authorization") else 401
    elif body["resourceType"] == "OperationOutcome" and status == 200:
        status = 404
    return Response(json.dumps(body), status, mimetype=TYPE)

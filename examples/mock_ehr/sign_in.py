"""SMART App Launch 2: configuration, authorization with PKCE (S256), token. A public client, and no passwords."""

from base64 import urlsafe_b64encode
from hashlib import sha256
from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, Response, abort, jsonify, redirect, render_template, request
from werkzeug.wrappers import Response as Answer

from examples.mock_ehr.state import Grant, State

CAPABILITIES = (
    "launch-ehr", "launch-standalone", "client-public", "context-ehr-patient", "context-standalone-patient",
    "permission-patient", "permission-v1", "permission-v2",
)  # fmt: skip


def blueprint(state: State) -> Blueprint:
    """The routes."""
    routes = Blueprint("sign_in", __name__)

    @routes.get("/fhir/.well-known/smart-configuration")
    def configuration() -> dict[str, Any]:
        return {
            "authorization_endpoint": f"{state.address}/sign-in",
            "token_endpoint": f"{state.address}/token",
            "grant_types_supported": ["authorization_code"],
            "response_types_supported": ["code"],
            "code_challenge_methods_supported": ["S256"],
            "capabilities": CAPABILITIES,
        }

    @routes.get("/sign-in")
    def ask() -> str:
        _checked(state)
        patient = state.launches.get(request.args.get("launch", ""))
        scopes = request.args["scope"].split()
        return render_template("sign_in.html", scopes=scopes, patients=state.patients(), patient=patient)

    @routes.post("/sign-in")
    def decide() -> Answer:
        _checked(state)
        told = {"state": request.args["state"]}
        if request.form["do"] == "refuse":
            told["error"] = "access_denied"
        else:
            told["code"] = state.code(_grant())
        return redirect(f"{state.redirect}?{urlencode(told)}", 303)

    @routes.post("/token")
    def token() -> Response | tuple[dict[str, str], int]:
        grant = state.codes.pop(request.form.get("code", ""), None)
        if grant is None or not _proved(grant):
            return {"error": "invalid_grant"}, 400
        return _answer(state.token(grant), grant)

    return routes


def _checked(state: State) -> None:
    """Only the registered client, back to its registered address, for this server, with PKCE."""
    asked = request.args
    known = asked.get("client_id") == state.client and asked.get("redirect_uri") == state.redirect
    if not known:
        abort(400, "This app or the address that it wants to come back to is not registered here.")
    fit = asked.get("response_type") == "code" and asked.get("aud") == state.base and asked.get("state")
    if not fit or asked.get("code_challenge_method") != "S256" or not asked.get("code_challenge"):
        abort(400, "This is not a SMART App Launch with PKCE.")


def _grant() -> Grant:
    """What the person at the screen allows."""
    return Grant(
        scopes=" ".join(request.form.getlist("scope")),
        patient=request.form["patient"],
        client=request.args["client_id"],
        redirect=request.args["redirect_uri"],
        challenge=request.args["code_challenge"],
    )


def _proved(grant: Grant) -> bool:
    """Whether the code comes from who asked for it."""
    digest = sha256(request.form.get("code_verifier", "").encode()).digest()
    challenge = urlsafe_b64encode(digest).rstrip(b"=").decode()
    said = (request.form.get("client_id"), request.form.get("redirect_uri"), challenge)
    return said == (grant.client, grant.redirect, grant.challenge)


def _answer(token: str, grant: Grant) -> Response:
    told = {
        "access_token": token,
        "token_type": "Bearer",
        "expires_in": 3600,
        "scope": grant.scopes,
        "patient": grant.patient,
    }
    response = jsonify(told)
    response.headers["Cache-Control"] = "no-store"
    return response

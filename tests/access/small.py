"""A service of three routes behind the real access code: what is tested is the door, not what stands behind it."""

import hmac
import json
import time
import uuid
from base64 import urlsafe_b64encode
from typing import Any

from flask import Blueprint, Flask, g, jsonify
from joserfc import jwt
from joserfc.jwk import ECKey, KeySet, RSAKey

from service.config import Config
from service.web import headers, problems
from service.web.access import setup

BASE = "https://fascicle.example"
DISCOVERY, SERVICE, FEEDBACK = "/cds-services", "/cds-services/a-service", "/cds-services/a-service/feedback"


def small_app(config: Config) -> Flask:
    """An app that says who calls, with the names of blueprints that the real one has."""
    app = Flask(__name__, static_folder=None)
    problems.register(app)
    headers.register(app, "1", config)
    setup.register(app, config)
    for name, rules in {
        "assessments": ["/v1/assessments"],
        "cds": [DISCOVERY, "/cds-services/<name>", "/cds-services/<name>/feedback"],
        "service_info": ["/livez", "/v1/about"],
        "metrics": ["/metrics"],
        "forgotten": ["/forgotten"],
    }.items():
        routes = Blueprint(name, __name__)
        for rule in rules:
            endpoint = rule.strip("/").rsplit("/", 1)[-1].strip("<>")
            routes.add_url_rule(rule, endpoint, _whoever, methods=["GET", "POST"])
        app.register_blueprint(routes)
    return app


def _whoever(**_: str) -> Any:
    return jsonify(caller=g.get("caller"))


def public_set(*keys: RSAKey | ECKey) -> bytes:
    """The JWK Set that an issuer would publish."""
    return json.dumps(KeySet(list(keys)).as_dict(private=False)).encode()


def claims_for(path: str, **other: Any) -> dict[str, Any]:
    """What a CDS Hooks client claims when it calls a path."""
    now = int(time.time())
    usual = {
        "iss": "https://ehr.example/fhir",
        "aud": BASE + path,
        "iat": now,
        "exp": now + 300,
        "jti": str(uuid.uuid4()),
    }
    return {name: value for name, value in {**usual, **other}.items() if value is not None}


def signed(key: RSAKey | ECKey, claims: dict[str, Any], alg: str, **header: Any) -> str:
    """A token."""
    return jwt.encode({"alg": alg, "kid": key.kid, **header}, claims, key, algorithms=[alg])


def forged(claims: dict[str, Any], alg: str, secret: bytes | None = None, **header: Any) -> str:
    """A token that no library would make: unsigned, or signed with HMAC under whatever serves as the secret."""
    parts = [_encoded(json.dumps(part).encode()) for part in ({"alg": alg, **header}, claims)]
    mac = hmac.digest(secret, ".".join(parts).encode(), "sha" + alg[2:]) if secret else b""
    return ".".join((*parts, _encoded(mac)))


def _encoded(raw: bytes) -> str:
    return urlsafe_b64encode(raw).decode().rstrip("=")

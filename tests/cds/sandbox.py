"""A client with the habits of the public CDS Hooks Sandbox, a page of another origin that calls services itself.

As its source has it: a signed token for exactly the address called, with `jku`, on discovery too; prefetch that the
page makes from the published templates, without the keys that failed and without the member when all did; and
`fhirServer` always.
"""

import json
import time
import uuid
from dataclasses import dataclass
from typing import Any

from joserfc import jwt
from joserfc.jwk import ECKey

from tests.cds.ehr import Ehr
from tests.cds.records import PATIENT, Json
from tests.serving.server import Answer, Server

ORIGIN = "https://sandbox.example"
# Methods and headers that a browser lets pass without asking first (https://fetch.spec.whatwg.org).
SAFE_HEADERS = frozenset({"accept", "accept-language", "content-language"})


class BlockedError(Exception):
    """What a browser says when a page may not call or not read."""


@dataclass(frozen=True)
class Sandbox:
    """The page. `base`: the public address of the services; `jku`: where the page publishes its keys."""

    server: Server
    base: str
    jku: str
    key: ECKey
    origin: str = ORIGIN
    algorithm: str = "ES384"

    def services(self) -> list[Json]:
        """The discovery document's services."""
        found: list[Json] = self.browse("GET", "/cds-services").json()["services"]
        return found

    def open(self, ehr: Ehr, hook: str, failing: tuple[str, ...] = (), **context: Any) -> Answer:
        """Call the services of a hook for the patient, with what the page itself could fetch of the templates."""
        service = next(one for one in self.services() if one["hook"] == hook)
        found = {
            key: ehr.read(query.replace("{{context.patientId}}", PATIENT))
            for key, query in service["prefetch"].items()
            if key not in failing
        }
        call = {
            "hookInstance": str(uuid.uuid4()),
            "hook": hook,
            "fhirServer": ehr.base,
            "context": {"patientId": PATIENT, "userId": "Practitioner/COREPRACTITIONER1", **context},
        }
        return self.browse("POST", f"/cds-services/{service['id']}", {**call, **({"prefetch": found} if found else {})})

    def browse(self, method: str, path: str, body: Any = None) -> Answer:
        """One call by a page's script, as a browser makes it: asked beforehand, and read only where it may be."""
        sent = {"Accept": "application/json", "Authorization": f"Bearer {self._token(path)}"}
        if body is not None:
            sent["Content-Type"] = "application/json;charset=utf-8"
        self._ask_beforehand(method, path, {name.lower() for name in sent} - SAFE_HEADERS)
        text = None if body is None else json.dumps(body)
        answer = self.server.ask(method, path, text, Origin=self.origin, **sent)
        if answer.headers.get("access-control-allow-origin") not in (self.origin, "*"):
            raise BlockedError
        return answer

    def _ask_beforehand(self, method: str, path: str, names: set[str]) -> None:
        wanted = {"Access-Control-Request-Method": method, "Access-Control-Request-Headers": ",".join(sorted(names))}
        told = self.server.ask("OPTIONS", path, Origin=self.origin, **wanted)
        allowed = {name.strip().lower() for name in told.headers.get("access-control-allow-headers", "").split(",")}
        mine = told.headers.get("access-control-allow-origin") in (self.origin, "*")
        if told.status // 100 != 2 or not mine or not names <= allowed:
            raise BlockedError

    def _token(self, path: str) -> str:
        now = round(time.time())
        claims = {"iss": self.origin, "sub": "client", "aud": self.base + path, "exp": now + 300, "iat": now}
        header = {"alg": self.algorithm, "typ": "JWT", "kid": self.key.kid, "jku": self.jku}
        return jwt.encode(header, {**claims, "jti": str(uuid.uuid4())}, self.key, algorithms=[self.algorithm])

"""A CDS Hooks client: asks which services there are, fills their prefetch from the record, and shows their cards."""

import json
from typing import Any
from urllib.parse import parse_qs
from urllib.request import Request, urlopen
from uuid import uuid4

from examples.mock_ehr.state import State

Json = Any

HOOK = "patient-view"
SECONDS = 10


def cards(state: State, patient: str) -> list[Json]:
    """The cards of every service for an opened record. Raises OSError where Fascicle does not answer."""
    found: list[Json] = []
    for service in _ask(f"{state.fascicle}/cds-services")["services"]:
        if service["hook"] == HOOK:
            body = {
                "hook": HOOK,
                "hookInstance": str(uuid4()),
                "context": {"userId": "Practitioner/7", "patientId": patient},
                "prefetch": {key: _resolved(state, query, patient) for key, query in service["prefetch"].items()},
            }
            found += _ask(f"{state.fascicle}/cds-services/{service['id']}", body)["cards"]
    return [{**card, "links": [_linked(state, link, patient) for link in card.get("links", ())]} for card in found]


def _ask(address: str, body: Json = None) -> Json:
    """A JSON answer, from the address that this EHR was started with."""
    sent = Request(address, headers={"Content-Type": "application/json"})  # noqa: S310 - see above
    sent.data = None if body is None else json.dumps(body).encode()
    with urlopen(sent, timeout=SECONDS) as answer:  # noqa: S310 - see above
        return json.load(answer)


def _resolved(state: State, template: str, patient: str) -> Json:
    """What a prefetch template asks of the record: a resource, a Bundle, or null for what there is not."""
    kind, _, query = template.replace("{{context.patientId}}", patient).partition("?")
    kind, _, name = kind.partition("/")
    found = list(state.of(kind, patient))
    if name:
        return next((one for one in found if one["id"] == name), None)
    codes = set(parse_qs(query).get("code", [""])[0].split(",")) - {""}
    fits = [one for one in found if not codes or codes & _codes(one)]
    return {"resourceType": "Bundle", "type": "searchset", "entry": [{"resource": one} for one in fits]}


def _codes(resource: Json) -> set[str]:
    return {coding.get("code") for coding in resource.get("code", {}).get("coding", ())}


def _linked(state: State, link: Json, patient: str) -> Json:
    """A link as it is followed: to a SMART app with the launch of this record."""
    if link["type"] != "smart":
        return link
    return {**link, "url": f"{link['url']}?iss={state.base}&launch={state.launch(patient)}"}

"""What the mock EHR holds while it runs: records, launches, codes and tokens. All of it ends with the process."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from secrets import token_urlsafe
from typing import Any

Resource = dict[str, Any]

RECORDS = Path(__file__).with_name("records.json")


@dataclass(frozen=True)
class Grant:
    """What one sign-in allows."""

    scopes: str
    patient: str
    client: str
    redirect: str
    challenge: str


@dataclass
class State:
    """One hospital. `refused`: kinds of resources that it does not take, to see how a client copes."""

    address: str
    fascicle: str
    client: str = "fascicle"
    records: list[Resource] = field(default_factory=lambda: json.loads(RECORDS.read_text("utf-8")))
    launches: dict[str, str] = field(default_factory=dict)
    codes: dict[str, Grant] = field(default_factory=dict)
    tokens: dict[str, Grant] = field(default_factory=dict)
    refused: set[str] = field(default_factory=set)

    @property
    def base(self) -> str:
        """The FHIR server."""
        return f"{self.address}/fhir"

    @property
    def redirect(self) -> str:
        """The one address to which a sign-in leads back, as it was registered."""
        return f"{self.fascicle}/launch/chart"

    def launch(self, patient: str) -> str:
        """A launch for the patient whose record is open."""
        return _keep(self.launches, patient)

    def code(self, grant: Grant) -> str:
        """A code, good for one token."""
        return _keep(self.codes, grant)

    def token(self, grant: Grant) -> str:
        """An access token."""
        return _keep(self.tokens, grant)

    def of(self, kind: str, patient: str) -> Iterator[Resource]:
        """A patient's resources of a kind."""
        for one in self.records:
            if one["resourceType"] == kind and owner(one) == patient:
                yield one

    def patients(self) -> list[tuple[str, str]]:
        """Ids and names."""
        return [(one["id"], name(one)) for one in self.records if one["resourceType"] == "Patient"]

    def add(self, resource: Resource) -> Resource:
        """File a resource under a new id."""
        filed = {**resource, "id": f"w{len(self.records)}"}
        self.records.append(filed)
        return filed


def owner(resource: Resource) -> str:
    """Whose record a resource belongs to."""
    if resource["resourceType"] == "Patient":
        return str(resource["id"])
    return str(resource.get("subject", {}).get("reference", "")).removeprefix("Patient/")


def name(patient: Resource) -> str:
    """A patient's name."""
    first = patient["name"][0]
    return " ".join([*first["given"], first["family"]])


def _keep(place: dict[str, Any], value: Any) -> str:
    key = token_urlsafe(24)
    place[key] = value
    return key

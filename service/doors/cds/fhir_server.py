"""The FHIR server that a call names: may it be asked, with which token, and for what."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urljoin

from schemas.cds import FhirAuthorizationSchema
from service.doors.faults import Fault
from service.doors.fhir.subjects import patient_id
from service.doors.intake import schema_faults

Json = Any

_AUTHORIZATION = FhirAuthorizationSchema()
_ID = re.compile(r"[A-Za-z0-9.-]{0,63}[A-Za-z0-9][A-Za-z0-9.-]{0,63}", re.ASCII)
_STEPS_UP = re.compile(r"(\.|%2e){2}|\\|%5c", re.ASCII | re.IGNORECASE)
TOKEN = "{{context.patientId}}"  # noqa: S105 - a prefetch token, no secret


@dataclass(frozen=True, slots=True, kw_only=True)
class Server:
    """A FHIR server on the site's list. `token`: the client's for this call, or empty; it lives as long as the call."""

    base: str
    patient: str
    token: str = field(default="", repr=False)

    def query(self, template: str) -> str:
        """The address that a prefetch template stands for."""
        return f"{self.base}/{template.replace(TOKEN, self.patient)}"

    def next_page(self, page: Mapping[str, Json]) -> str | None:
        """The address of the page after this one, if it is of this server; no token goes anywhere else."""
        try:
            address = urljoin(f"{self.base}/", next_link(page) or self.base)
        except ValueError:
            return None
        below = address.startswith((f"{self.base}/", f"{self.base}?"))
        return address if below and not _STEPS_UP.search(address.partition("?")[0]) else None


def next_link(page: Mapping[str, Json]) -> str | None:
    """What a searchset calls its next page, an empty text where it gives no address; None where it is the last one."""
    links = page.get("link")
    found = (li for li in (links if isinstance(links, list) else ()) if isinstance(li, dict))
    nexts = (li.get("url") for li in found if li.get("relation") == "next")
    return next((url if isinstance(url, str) else "" for url in nexts), None)


def read_server(sent: Mapping[str, Json], listed: tuple[str, ...]) -> Server | None:
    """The FHIR server of a call without faults; None where there is none that this site lists."""
    base, patient = _base(sent), patient_id(sent["context"]["patientId"])
    if base not in listed or not _ID.fullmatch(patient) or len(patient) > 64:
        return None
    given = sent.get("fhirAuthorization")
    return Server(base=base, patient=patient, token=given["access_token"] if given else "")


def authorization_faults(sent: Mapping[str, Json], listed: tuple[str, ...]) -> Iterator[Fault]:
    """What is wrong with the token, where it would be used. Elsewhere it is passed over unread."""
    given = sent.get("fhirAuthorization")
    if isinstance(given, dict) and _base(sent) in listed:
        for fault in schema_faults(_AUTHORIZATION, given):
            yield Fault(f"/fhirAuthorization{fault.pointer}", fault.code, fault.detail)


def _base(sent: Mapping[str, Json]) -> str:
    named = sent.get("fhirServer")
    return named.rstrip("/") if isinstance(named, str) else ""

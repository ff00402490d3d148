"""What the prefetch brought: data, none, not provided, in part, of somebody else, or not what was asked for."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from service.doors.cds.bundles import bundle_faults, unwrapped
from service.doors.cds.fhir_server import next_link
from service.doors.cds.services import KINDS, NEEDED
from service.doors.faults import Fault
from service.doors.fhir.resources import Placed
from service.doors.fhir.subjects import is_of_another, is_patient, known_as
from service.doors.fhir.usable import why_unusable

Json = Any


@dataclass(slots=True)
class SortedPrefetch:
    """Prefetch in the making. `patient`: the id of the patient in context, empty where the call does not tell."""

    patient: str
    resources: list[Placed] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    partly: list[str] = field(default_factory=list)
    others: list[str] = field(default_factory=list)
    unread: list[str] = field(default_factory=list)
    has_patient: bool = False
    faults: list[Fault] = field(default_factory=list)

    def members(self) -> dict[str, Any]:
        """The members of Received that this makes."""
        return {
            "resources": tuple(self.resources),
            "missing": tuple(self.missing),
            "partly": tuple(self.partly),
            "others": tuple(self.others),
            "unread": tuple(self.unread),
            "has_patient": self.has_patient,
        }


def sort_prefetch(prefetch: Json, patient: str) -> SortedPrefetch:
    """Each key's value: data, none, not provided, in part, of somebody else, or not what was asked for."""
    found = SortedPrefetch(patient)
    given = prefetch if isinstance(prefetch, dict) else {}
    for key in KINDS:
        if key not in given:
            found.missing.append(key)
        elif given[key] is not None:
            _sort_value(found, key, given[key])
    return found


def _sort_value(found: SortedPrefetch, key: str, value: Json) -> None:
    at, kind = f"/prefetch/{key}", value.get("resourceType") if isinstance(value, dict) else None
    if kind == "OperationOutcome":
        found.missing.append(key)
    elif kind in KINDS[key]:
        _keep(found, key, [Placed(at, value)])
    elif kind == "Bundle":
        faults = list(bundle_faults(value, at))
        found.faults.extend(faults)
        if not faults:
            _sort_bundle(found, key, value)
    else:
        wanted = "a Patient" if key == NEEDED else f"a Bundle of {' or '.join(KINDS[key])}"
        found.faults.append(Fault(at, "wrong_type", f"This must be {wanted}, or null where there is none."))


def _sort_bundle(found: SortedPrefetch, key: str, bundle: Mapping[str, Json]) -> None:
    """Keep what was asked for. A next page, or an error among the entries, means that there is more than came."""
    inside = list(unwrapped(bundle, f"/prefetch/{key}"))
    _keep(found, key, [one for one in inside if one.kind in KINDS[key]])
    if inside and not any(one.kind in (*KINDS[key], "OperationOutcome", "Bundle") for one in inside):
        found.unread.append(key)
    if next_link(bundle) is not None or any(one.kind in ("OperationOutcome", "Bundle") for one in inside):
        found.partly.append(key)


def _keep(found: SortedPrefetch, key: str, given: list[Placed]) -> None:
    """Keep what is of the patient in context: a chart of somebody else would be advice on the wrong patient."""
    patients = [one for one in given if one.kind == "Patient"]
    own = {id(one) for one in patients if not found.patient or is_patient(one.resource, found.patient)}
    if patients and not own:
        detail = "This Patient is not the one of context.patientId; send the record of the patient in context."
        found.faults.append(Fault(f"{patients[0].pointer}/id", "other_patient", detail))
    known = ids_of(found.patient, found.resources)
    kept = [one for one in given if id(one) in own or one.kind != "Patient"]
    ours = [one for one in kept if not found.patient or not is_of_another(one.resource, known)]
    found.resources.extend(ours)
    found.has_patient |= bool(own)
    if len(ours) < len(kept):
        found.others.append(key)
    if any(why_unusable(one.resource) for one in ours):
        found.unread.append(key)


def ids_of(patient: str, resources: Iterable[Placed]) -> set[str]:
    """The ids of the patient in context: as the client wrote it, and as the Patient that came is known, merged too."""
    known = (known_as(one.resource) for one in resources if one.kind == "Patient")
    return {patient}.union(*known)

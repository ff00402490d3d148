"""Reading a call: its shape, the hook's own context, and what the prefetch brought. Every fault at once."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from schemas.cds import CdsRequestSchema
from service.doors.cds.server import Server, authorization_faults, next_link, read_server
from service.doors.cds.services import BUNDLE, KINDS, NEEDED, TEXT, Service
from service.doors.faults import Fault
from service.doors.fhir.reading import DEEPEST, Placed, word
from service.doors.fhir.whose import is_of_another, is_patient, patient_id
from service.doors.intake import schema_faults

Json = Any

_REQUEST = CdsRequestSchema()
_WRONG = {
    TEXT: "This must be a text in quotes.",
    BUNDLE: "This must be a FHIR Bundle.",
}
_TEXTS = "This must be a list of texts, each such as MedicationRequest/103."


class CallError(ValueError):
    """The call cannot be read. Carries every fault; the caller's to mend."""

    def __init__(self, faults: list[Fault]) -> None:
        """Keep the faults in their order."""
        super().__init__(f"{len(faults)} faults")
        self.faults = faults


class PrefetchNeededError(ValueError):
    """What the service cannot do without did not come."""

    fault = Fault(
        f"/prefetch/{NEEDED}",
        "prefetch_needed",
        f"The prefetch key `{NEEDED}` is needed, with the Patient; the discovery names its query. It did not come, "
        "nor could it be had from a FHIR server that this site lists.",
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Received:
    """What came. `resources`, each with its place in the call; `missing`, `partly` and `others`: prefetch keys.

    `others`: those that brought resources of another patient, which are not among `resources`.
    `server`: where more may be asked for, None for nowhere; `asked`: whether it was.
    """

    patient: str
    context: Mapping[str, Json]
    prefetch: Mapping[str, Json] = field(repr=False)
    server: Server | None
    resources: tuple[Placed, ...]
    missing: tuple[str, ...]
    partly: tuple[str, ...]
    others: tuple[str, ...]
    has_patient: bool
    asked: bool = False


@dataclass(slots=True)
class _Sorted:
    """Prefetch in the making. `patient`: the id of the patient in context, empty where the call does not tell."""

    patient: str
    resources: list[Placed] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    partly: list[str] = field(default_factory=list)
    others: list[str] = field(default_factory=list)
    has_patient: bool = False
    faults: list[Fault] = field(default_factory=list)

    def whole(self) -> dict[str, Any]:
        """The members of Received that this makes."""
        return {
            "resources": tuple(self.resources),
            "missing": tuple(self.missing),
            "partly": tuple(self.partly),
            "others": tuple(self.others),
            "has_patient": self.has_patient,
        }


def read_call(service: Service, document: Json, servers: tuple[str, ...] = ()) -> Received:
    """What a call brought. `servers`: those that the site lists. Raises CallError with every fault."""
    faults = list(schema_faults(_REQUEST, document))
    sent: Mapping[str, Json] = document if isinstance(document, dict) else {}
    if isinstance(sent.get("hook"), str) and sent["hook"] != service.hook:
        faults.append(Fault("/hook", "wrong_hook", f"This service is called by the hook {service.hook}."))
    context = sent.get("context")
    if isinstance(context, dict):
        faults.extend(_context_faults(service, context))
    faults.extend(authorization_faults(sent, servers))
    sorted_ = _sort(sent.get("prefetch"), _patient(context))
    faults.extend(sorted_.faults)
    if faults:
        raise CallError(faults)
    _refuse_others(service, sent["context"], sorted_)
    return Received(
        patient=f"Patient/{_patient(context)}",
        context=sent["context"],
        prefetch=sent.get("prefetch") or {},
        server=read_server(sent, servers),
        **sorted_.whole(),
    )


def _refuse_others(service: Service, context: Mapping[str, Json], sorted_: _Sorted) -> None:
    """Raise CallError where the event itself is plainly about somebody else: no card would look like no cause."""
    detail = "This is about another patient than context.patientId; nothing was answered."
    bundles = [name for name, kind in service.needs.items() if kind == BUNDLE]
    inside = [one for name in bundles for one in entries_of(context[name], f"/context/{name}")]
    strangers = [one for one in inside if sorted_.patient and is_of_another(one.resource, _ids(sorted_))]
    if strangers:
        raise CallError([Fault(one.pointer, "other_patient", detail) for one in strangers])


def _ids(found: _Sorted) -> set[str]:
    """The ids of the patient in context: as the client wrote it, and as the Patient that came calls itself."""
    return {found.patient, *(word(one.resource, "id") for one in found.resources if one.kind == "Patient")}


def with_more(received: Received, brought: Mapping[str, Json]) -> Received:
    """A call with what its FHIR server had of the prefetch keys that fell short; what cannot be used is left out."""
    patient = _patient(received.context)
    usable = {key: value for key, value in brought.items() if not _sort({key: value}, patient).faults}
    prefetch = {**received.prefetch, **usable}
    return replace(received, prefetch=prefetch, asked=True, **_sort(prefetch, patient).whole())


def _patient(context: Json) -> str:
    """The id of the patient in context, whichever way the client wrote it; empty where it did not."""
    told = context.get("patientId") if isinstance(context, dict) else None
    return patient_id(told) if isinstance(told, str) else ""


def _context_faults(service: Service, context: Mapping[str, Json]) -> Iterator[Fault]:
    for name, kind in service.needs.items():
        at, value = f"/context/{name}", context.get(name)
        if value is None:
            yield Fault(at, "required", f"The hook {service.hook} requires this.")
        elif kind == TEXT and not (isinstance(value, str) and value):
            yield Fault(at, "wrong_type", _WRONG[kind])
        elif kind == BUNDLE:
            yield from bundle_faults(value, at)
        elif kind not in _WRONG and not (isinstance(value, list) and all(isinstance(one, str) for one in value)):
            yield Fault(at, "wrong_type", _TEXTS)
    if not isinstance(context.get("encounterId", ""), str | None):
        yield Fault("/context/encounterId", "wrong_type", _WRONG[TEXT])


def bundle_faults(value: Json, at: str) -> Iterator[Fault]:
    """What keeps a value from being a Bundle of resources."""
    if not isinstance(value, dict) or value.get("resourceType") != "Bundle":
        yield Fault(at, "wrong_type", _WRONG[BUNDLE])
        return
    entries = value.get("entry")
    if not isinstance(entries, list | None):
        yield Fault(f"{at}/entry", "wrong_type", "This must be a list in square brackets.")
        return
    for place, entry in enumerate(entries or ()):
        resource = entry.get("resource") if isinstance(entry, dict) else None
        if not isinstance(entry, dict) or not isinstance(resource, dict | None):
            yield Fault(f"{at}/entry/{place}", "wrong_type", "This must be an object that holds a FHIR resource.")


def entries_of(bundle: Mapping[str, Json], at: str) -> Iterator[Placed]:
    """The resources of a Bundle whose shape was checked, with their places; `at` is that of the Bundle."""
    for place, entry in enumerate(bundle.get("entry") or ()):
        if entry.get("resource"):
            yield Placed(f"{at}/entry/{place}/resource", entry["resource"], word(entry, "fullUrl"))


def _sort(prefetch: Json, patient: str) -> _Sorted:
    """Each key's value: data, none, not provided, in part, of somebody else, or not what was asked for."""
    found = _Sorted(patient)
    given = prefetch if isinstance(prefetch, dict) else {}
    for key in KINDS:
        if key not in given:
            found.missing.append(key)
        elif given[key] is not None:
            _sort_value(found, key, given[key])
    return found


def _sort_value(found: _Sorted, key: str, value: Json) -> None:
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


def _sort_bundle(found: _Sorted, key: str, bundle: Mapping[str, Json]) -> None:
    """Keep what was asked for. A next page, or an error among the entries, means that there is more than came."""
    inside = list(_unwrapped(bundle, f"/prefetch/{key}"))
    _keep(found, key, [one for one in inside if one.kind in KINDS[key]])
    if next_link(bundle) is not None or any(one.kind in ("OperationOutcome", "Bundle") for one in inside):
        found.partly.append(key)


def _unwrapped(bundle: Mapping[str, Json], at: str, deeper: int = DEEPEST) -> Iterator[Placed]:
    """What is in a Bundle and in those within it, as the answer to a batch has them.

    Of the Bundles within, those that were not opened stand there themselves, and those with a next page.
    """
    for one in entries_of(bundle, at):
        opened = bool(deeper) and one.kind == "Bundle" and not any(bundle_faults(one.resource, one.pointer))
        if opened:
            yield from _unwrapped(one.resource, one.pointer, deeper - 1)
        if not opened or next_link(one.resource) is not None:
            yield one


def _keep(found: _Sorted, key: str, given: list[Placed]) -> None:
    """Keep what is of the patient in context: a chart of somebody else would be advice on the wrong patient."""
    patients = [one for one in given if one.kind == "Patient"]
    own = {id(one) for one in patients if not found.patient or is_patient(one.resource, found.patient)}
    if patients and not own:
        detail = "This Patient is not the one of context.patientId; send the record of the patient in context."
        found.faults.append(Fault(f"{patients[0].pointer}/id", "other_patient", detail))
    known = _ids(found)
    kept = [one for one in given if id(one) in own or one.kind != "Patient"]
    ours = [one for one in kept if not found.patient or not is_of_another(one.resource, known)]
    found.resources.extend(ours)
    found.has_patient |= bool(own)
    if len(ours) < len(kept):
        found.others.append(key)

"""Reading a call: its shape, the hook's own context, and what the prefetch brought. Every fault at once."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from schemas.cds import CdsRequestSchema
from service.doors.cds.bundles import NO_BUNDLE, bundle_faults, entries_of
from service.doors.cds.fhir_server import Server, authorization_faults, read_server
from service.doors.cds.prefetch import ids_of, sort_prefetch
from service.doors.cds.services import BUNDLE, NEEDED, TEXT, Service
from service.doors.faults import Fault
from service.doors.fhir.resources import Placed
from service.doors.fhir.subjects import is_of_another, patient_id
from service.doors.intake import schema_faults

Json = Any

_REQUEST = CdsRequestSchema()
_WRONG = {
    TEXT: "This must be a text in quotes.",
    BUNDLE: NO_BUNDLE,
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
    """What came. `resources`, each with its place in the call. `missing`, `partly`, `others`, `unread`: prefetch keys.

    `others`: those that brought resources of another patient, which are not among `resources`. `unread`: those that
    brought resources which are not understood.
    `outdated`: those that brought answers too old to be used.
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
    unread: tuple[str, ...]
    has_patient: bool
    asked: bool = False
    outdated: tuple[str, ...] = ()


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
    prefetch = sort_prefetch(sent.get("prefetch"), _patient(context))
    faults.extend(prefetch.faults)
    if faults:
        raise CallError(faults)
    return Received(
        patient=f"Patient/{_patient(context)}",
        context=sent["context"],
        prefetch=sent.get("prefetch") or {},
        server=read_server(sent, servers),
        **prefetch.members(),
    )


def refuse_others(service: Service, received: Received) -> None:
    """Raise CallError where the event itself is plainly about somebody else: no card would look like no cause."""
    detail = "This is about another patient than context.patientId; nothing was answered."
    bundles = [name for name, kind in service.needs.items() if kind == BUNDLE]
    inside = [one for name in bundles for one in entries_of(received.context[name], f"/context/{name}")]
    patient = _patient(received.context)
    ids = ids_of(patient, received.resources)
    strangers = [one for one in inside if patient and is_of_another(one.resource, ids)]
    if strangers:
        raise CallError([Fault(one.pointer, "other_patient", detail) for one in strangers])


def with_more(received: Received, brought: Mapping[str, Json]) -> Received:
    """A call with what its FHIR server had of the prefetch keys that fell short; what cannot be used is left out."""
    patient = _patient(received.context)
    usable = {key: value for key, value in brought.items() if not sort_prefetch({key: value}, patient).faults}
    prefetch = {**received.prefetch, **usable}
    return replace(received, prefetch=prefetch, asked=True, **sort_prefetch(prefetch, patient).members())


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

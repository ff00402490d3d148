"""What every resource of one bundle shares: names for its parts, the moment, the patient, the device that made it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID, uuid5

from service.doors.fhir.canonical import CANONICAL
from service.doors.fhir.orders import subject

Json = dict[str, Any]

ENGINE = "#engine"
PLAN = f"{CANONICAL}/PlanDefinition/muscle-twitching"


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """`moment` is a FHIR dateTime with a zone. `seed` names the parts: another seed, other names, for another patient.

    `basis` are references to what the answer rests on.
    """

    moment: str
    seed: UUID
    version: str
    patient: str | None = None
    basis: Sequence[str] = ()
    warnings: Sequence[Json] = field(default_factory=tuple)

    def url(self, key: str) -> str:
        """The full URL of a part of this bundle."""
        return f"urn:uuid:{uuid5(self.seed, key)}"

    def reference(self, key: str) -> Json:
        """A reference to a part of this bundle."""
        return {"reference": self.url(key)}

    def subject(self) -> Json:
        """The patient."""
        return subject(self.patient)

    def engine(self) -> Json:
        """This service as a contained Device."""
        return {
            "resourceType": "Device",
            "id": ENGINE[1:],
            "deviceName": [{"name": "Fascicle", "type": "model-name"}],
            "version": [{"value": self.version}],
        }


def without_empty(resource: Mapping[str, Any]) -> Json:
    """A resource without what has no value: FHIR has no empty lists, objects or texts."""
    return {name: value for name, value in resource.items() if value not in (None, "", [], {})}

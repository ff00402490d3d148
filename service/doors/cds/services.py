"""The services: one for each hook, what each needs of the client, and the discovery document."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from service.doors.fhir.write_response import QUESTIONNAIRE
from service.engine.pack import Knowledge

Json = dict[str, Any]

SPECIFICATION = "2.0.1"
RESULTS = 50

# What a context field must be, in the words of the hooks' definitions.
TEXT, TEXTS, BUNDLE = "text", "texts", "bundle"


@dataclass(frozen=True, slots=True, kw_only=True)
class Service:
    """One service. `needs`: the context fields that its hook requires, and what each must be."""

    hook: str
    hook_version: str
    title: str
    description: str
    needs: Mapping[str, str]

    @property
    def id(self) -> str:
        """The last part of its address."""
        return f"fascicle-{self.hook}"


_ALWAYS = {"userId": TEXT, "patientId": TEXT}

SERVICES = (
    Service(
        hook="patient-view",
        hook_version="1.0",
        title="Muscle twitching: referral and work-up",
        description="For a patient whose record holds twitching, cramps, jerks or spasms: the referral level with its "
        "reasons, likely and dangerous causes, and drafts of the referral and the tests.",
        needs=_ALWAYS,
    ),
    Service(
        hook="encounter-start",
        hook_version="1.0",
        title="Muscle twitching: referral and work-up, as an encounter starts",
        description="The same advice as on opening the record, as an encounter starts.",
        needs={**_ALWAYS, "encounterId": TEXT},
    ),
    Service(
        hook="problem-list-item-create",
        hook_version="0.1.0",
        title="Muscle twitching: advice on a problem just added",
        description="Speaks when twitching, cramps, jerks or spasms were just added to the problem list.",
        needs={**_ALWAYS, "conditions": BUNDLE},
    ),
    Service(
        hook="order-select",
        hook_version="1.0",
        title="Muscle twitching: medicines and referrals being chosen",
        description="For a patient who twitches: says when a medicine just chosen can cause it, and what to know when "
        "electromyography, nerve conduction studies or a neurology referral is chosen.",
        needs={**_ALWAYS, "selections": TEXTS, "draftOrders": BUNDLE},
    ),
    Service(
        hook="order-sign",
        hook_version="1.0",
        title="Muscle twitching: medicines and referrals about to be signed",
        description="The same as while choosing orders, for all that is about to be signed.",
        needs={**_ALWAYS, "draftOrders": BUNDLE},
    ),
)
BY_ID: Mapping[str, Service] = {service.id: service for service in SERVICES}

# Resource types that each prefetch key may bring. EHRs answer a query for requests with statements now and then.
KINDS: Mapping[str, tuple[str, ...]] = {
    "patient": ("Patient",),
    "conditions": ("Condition",),
    "medications": (
        "MedicationRequest",
        "MedicationStatement",
        "MedicationAdministration",
        "MedicationDispense",
        "Medication",
    ),
    "results": ("Observation",),
    "questionnaireResponse": ("QuestionnaireResponse",),
}
# The only one that the service cannot do without: a child's jerk is not an old man's.
NEEDED = "patient"

_USAGE = "Works from prefetch alone: send as many of the five keys as there are; `patient` is needed. "
_FULLEST = "A completed answer to the questionnaire gives the fullest advice."
_ALONE = "It never calls back, so send no access token. "
_CALLS_BACK = "What is not sent is asked of `fhirServer`, with the access token, if this site lists that server. "


def prefetch_templates(knowledge: Knowledge) -> dict[str, str]:
    """FHIR queries by prefetch key, within the subset that clients are asked to support."""
    patient = "patient={{context.patientId}}"
    tests = ",".join(dict.fromkeys(code for analyte in knowledge.analytes.values() for code in analyte.loinc))
    answered = f"questionnaire={quote(QUESTIONNAIRE, safe='')}&status=completed"
    return {
        "patient": "Patient/{{context.patientId}}",
        "conditions": f"Condition?{patient}&clinical-status=active",
        "medications": f"MedicationRequest?{patient}&status=active",
        "results": f"Observation?{patient}&code={tests}&_sort=-date&_count={RESULTS}",
        "questionnaireResponse": f"QuestionnaireResponse?{patient}&{answered}&_sort=-authored&_count=1",
    }


def discovery(knowledge: Knowledge, *, calls_back: bool = False) -> Json:
    """The discovery document. `calls_back`: whether the site lists FHIR servers that may be asked."""
    usage = f"{_USAGE}{_CALLS_BACK if calls_back else _ALONE}{_FULLEST}"
    return {"services": list(_described(prefetch_templates(knowledge), usage))}


def _described(prefetch: dict[str, str], usage: str) -> Iterator[Json]:
    for service in SERVICES:
        yield {
            "hook": service.hook,
            "hookVersion": service.hook_version,
            "version": SPECIFICATION,
            "id": service.id,
            "title": service.title,
            "description": service.description,
            "usageRequirements": usage,
            "prefetch": prefetch,
        }

"""How the answer came about: GuidanceResponse with what is missing, Provenance, and warnings as an OperationOutcome."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from service.doors.fhir.canonical import CANONICAL, SYSTEMS, own
from service.doors.fhir.frame import ENGINE, PLAN, Frame, without_empty
from service.doors.fhir.plan import KEY as PLAN_KEY
from service.doors.fhir.risk import KEY as DIFFERENTIAL
from service.doors.icd import observed
from service.engine.pack import Knowledge

Json = dict[str, Any]
Part = Mapping[str, Any]

KEY, WARNINGS, PROVENANCE = "guidance", "warnings", "provenance"
KNOWLEDGE = f"{CANONICAL}/knowledge"


def guidance(frame: Frame, knowledge: Knowledge, body: Part) -> Json:
    """The GuidanceResponse. Facts that would help are asked for, yet the answer stands without them."""
    missing = list(_missing(knowledge, body))
    return without_empty(
        {
            "resourceType": "GuidanceResponse",
            "contained": [frame.engine(), _outputs(frame, body)],
            "requestIdentifier": {"system": "urn:ietf:rfc:3986", "value": frame.url("request")},
            "moduleCanonical": f"{PLAN}|{body['knowledge']['version']}",
            "status": "data-requested" if missing else "success",
            "subject": frame.subject(),
            "occurrenceDateTime": frame.moment,
            "performer": {"reference": ENGINE},
            "note": [{"text": text} for text in body["intended_use"].values()],
            "evaluationMessage": [frame.reference(WARNINGS)] if frame.warnings else [],
            "outputParameters": {"reference": "#out"},
            "result": frame.reference(PLAN_KEY),
            "dataRequirement": missing,
        }
    )


def _missing(knowledge: Knowledge, body: Part) -> Iterator[Json]:
    """What reassurance still needs, what would settle the ranking, and what to ask next, each once."""
    asked = (*body["referral"]["missing"], *body["certainty"]["would_help"], *body["next_questions"])
    for name in dict.fromkeys(one["finding"] for one in asked):
        finding = knowledge.findings[name]
        codes = [{"system": own("findings"), "code": name, "display": finding.label}]
        codes.extend({"system": SYSTEMS[system], "code": code} for system, code in observed(finding.codes))
        yield {"type": "Observation", "codeFilter": [{"path": "code", "code": codes}]}


def _outputs(frame: Frame, body: Part) -> Json:
    """The answer in parameters, for a caller that reads no more."""
    flags = [{"name": "red-flag", "valueCoding": _flag(one)} for one in body["red_flags"]]
    ranked = [{"name": "differential", "valueReference": frame.reference(DIFFERENTIAL)}] if body["differential"] else []
    level = body["referral"]
    coding = {"system": own("referral-levels"), "code": level["level"], "display": level["label"]}
    told = [
        {"name": "in-scope", "valueBoolean": body["in_scope"]},
        {"name": "referral-level", "valueCoding": coding},
        {"name": "certainty", "valueCode": body["certainty"]["verdict"].replace("_", "-")},
        {"name": "knowledge-version", "valueString": body["knowledge"]["version"]},
        {"name": "knowledge-sha256", "valueString": body["knowledge"]["sha256"]},
    ]
    laid = body["knowledge"]["overlay"]
    over = [{"name": "knowledge-overlay", "valueString": f"{laid['id']} {laid['version']}"}] if laid else []
    return {"resourceType": "Parameters", "id": "out", "parameter": [*told, *over, *flags, *ranked]}


def _flag(flag: Part) -> Json:
    return {"system": own("red-flags"), "code": flag["id"], "display": flag["label"]}


def provenance(frame: Frame, body: Part, targets: Sequence[str]) -> Json:
    """Which knowledge made the resources, to the digest, and from what."""
    stamp = body["knowledge"]
    laid_over = stamp.get("overlay")
    sources = [_knowledge(stamp["version"], stamp["sha256"])]
    if laid_over:
        sources.append(_knowledge(f"{laid_over['id']} {laid_over['version']}", laid_over["sha256"]))
    return {
        "resourceType": "Provenance",
        "contained": [frame.engine()],
        "target": [{"reference": one} for one in targets],
        "recorded": frame.moment,
        "agent": [{"type": {"text": "Decision support"}, "who": {"reference": ENGINE}}],
        "entity": [*sources, *({"role": "source", "what": {"reference": one}} for one in frame.basis)],
    }


def _knowledge(version: str, digest: str) -> Json:
    identifier = {"system": KNOWLEDGE, "value": f"{version} sha256:{digest}"}
    return {"role": "source", "what": {"identifier": identifier, "display": f"Fascicle knowledge {version}"}}


def warnings(frame: Frame) -> Json | None:
    """What was read otherwise than written, or not used."""
    return {"resourceType": "OperationOutcome", "issue": list(frame.warnings)} if frame.warnings else None

"""/v1/about, /livez and /readyz: what runs, whether it lives, whether it may be asked."""

import json
from collections import Counter

from flask import Blueprint, Response

from schemas.about import AboutSchema, HealthSchema
from service import __version__
from service.doors.certify import knowledge_stamp, use_stamp
from service.doors.intake import Reception, read_history
from service.doors.overlay import report_overlay
from service.engine.assess import assess
from service.engine.pack import Knowledge
from service.engine.terms import Level
from service.web.operations import Operation, describe
from service.web.vocabulary import cached

# A history whose answer nobody disputes: convulsing with fever and confusion is an emergency.
PROBE = {
    "movement": {"types": ["seizure"]},
    "associated_symptoms": [{"finding": "seizure"}, {"finding": "fever"}, {"finding": "confusion"}],
}
PROBE_LEVEL = Level.EMERGENCY


def blueprint(reception: Reception) -> Blueprint:
    """The routes about the service itself."""
    routes = Blueprint("service_info", __name__)

    @routes.get("/v1/about")
    @describe(
        Operation(
            summary="About the service",
            description="Versions, intended use, and how the weights are graded.",
            tag="service",
            response=AboutSchema,
            cacheable=True,
        )
    )
    def about() -> Response:
        return cached(_about(reception.knowledge))

    @routes.get("/livez")
    @describe(
        Operation(summary="Alive?", description="The process answers.", tag="service", response=HealthSchema, errors=())
    )
    def livez() -> Response:
        return _health({"process": "ok"})

    @routes.get("/readyz")
    @describe(
        Operation(
            summary="Ready?",
            description="The knowledge is loaded, and a built-in case gets the right answer. 503 otherwise.",
            tag="service",
            response=HealthSchema,
            errors=(503,),
        )
    )
    def readyz() -> Response:
        return _health({"knowledge": "ok", "built_in_case": probe(reception)})

    return routes


def probe(reception: Reception) -> str:
    """What the built-in case came to, in a word: ok when answered rightly."""
    try:
        answer = assess(reception.knowledge, read_history(reception, PROBE).history)
    except Exception as error:  # any failure at all means not ready
        return type(error).__name__
    return "ok" if answer.triage.level is PROBE_LEVEL else "wrong_level"


def _health(checks: dict[str, str]) -> Response:
    ok = all(result == "ok" for result in checks.values())
    body = {"status": "ok" if ok else "failing", "checks": checks}
    return Response(json.dumps(body), 200 if ok else 503, mimetype="application/json")


def _about(knowledge: Knowledge) -> dict[str, object]:
    about = knowledge.about
    weights = [w for c in knowledge.conditions.values() for w in c.weights.values()]
    kinds = ("conditions", "findings", "red_flags", "tests", "medications", "screens", "analytes", "sources")
    return {
        "service": "Fascicle",
        "version": __version__,
        "knowledge": knowledge_stamp(knowledge),
        "released": about.released,
        "developer": about.developer,
        "regulatory_status": about.regulatory_status,
        "intended_use": use_stamp(knowledge),
        "overlay": report_overlay(knowledge),
        "counts": {**{kind: len(getattr(knowledge, kind)) for kind in kinds}, "weights": len(weights)},
        "reviewed_conditions": sum(c.reviewed is not None for c in knowledge.conditions.values()),
        "grades": dict(sorted(Counter(w.certificate.grade for w in weights).items())),
    }

"""Which route needs which scope: the one place. A route that stands in neither table is refused to everybody."""

from fnmatch import fnmatchcase
from functools import lru_cache

from flask import Flask

from service.web.access.callers import ASSESS, FEEDBACK, METRICS

PUBLIC = "public"
# Nobody holds it: what a route needs that was forgotten here, unless anybody may call anything.
NOBODY = "nobody"

CDS_BLUEPRINT = "cds"

# What the rules say, and what was measured of them, holds nothing of a patient.
BLUEPRINTS = {
    "assessments": ASSESS,
    "attributes": PUBLIC,
    "batch": ASSESS,
    "book": PUBLIC,
    "cds": ASSESS,
    "evaluation": PUBLIC,
    "feedback": FEEDBACK,
    "fhir": ASSESS,
    "form": ASSESS,
    "form_answer": ASSESS,
    "metrics": METRICS,
    "pages": PUBLIC,
    "record": ASSESS,
    "service_info": PUBLIC,
    "smart": ASSESS,
    "vocabulary": PUBLIC,
}
# Where endpoints differ from their blueprint; a star stands for anything.
ENDPOINTS = {
    "cds.*feedback": FEEDBACK,
    "fhir.metadata": PUBLIC,
    "fhir.read": PUBLIC,  # definitions, made from the rules
    "fhir.search": PUBLIC,
    "form.start": PUBLIC,  # the blank form
    "smart.launch": PUBLIC,  # where an EHR sends a browser, which has no credential of ours
    "smart.chart": PUBLIC,
}
# Probes are asked by the address of the container, many times a minute.
PROBES = frozenset({"service_info.livez", "service_info.readyz"})
SCRAPE = "metrics.metrics"


@lru_cache(maxsize=1024)
def need_of(endpoint: str) -> str:
    """The scope that a call of an endpoint needs, PUBLIC or NOBODY."""
    special = (need for pattern, need in ENDPOINTS.items() if fnmatchcase(endpoint, pattern))
    return next(special, BLUEPRINTS.get(endpoint.partition(".")[0], NOBODY))


def forgotten(app: Flask) -> list[str]:
    """The endpoints of an app that neither table names."""
    return sorted({rule.endpoint for rule in app.url_map.iter_rules() if need_of(rule.endpoint) == NOBODY})

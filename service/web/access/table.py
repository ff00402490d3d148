"""Which route needs which scope: the one place. A route that stands in neither table is refused to everybody."""

from flask import Flask

from service.web.access.callers import ASSESS

PUBLIC = "public"
# Nobody holds it: what a route needs that was forgotten here, unless anybody may call anything.
NOBODY = "nobody"

CDS_BLUEPRINT = "cds"

BLUEPRINTS = {
    "assessments": ASSESS,
    "record": ASSESS,
    "vocabulary": PUBLIC,  # what the rules say holds nothing of a patient
    "service_info": PUBLIC,
    "pages": PUBLIC,
    "book": PUBLIC,
}
# Where one endpoint differs from its blueprint.
ENDPOINTS: dict[str, str] = {}
# Endpoints that show a blank page when read, and take a history when posted to.
BLANK_WHEN_READ: frozenset[str] = frozenset()
# Probes are asked by the address of the container, many times a minute.
PROBES = frozenset({"service_info.livez", "service_info.readyz"})


def need_of(endpoint: str, method: str) -> str:
    """The scope that a call needs, PUBLIC or NOBODY."""
    if endpoint in BLANK_WHEN_READ and method in ("GET", "HEAD"):
        return PUBLIC
    return ENDPOINTS.get(endpoint) or BLUEPRINTS.get(endpoint.partition(".")[0], NOBODY)


def forgotten(app: Flask) -> list[str]:
    """The endpoints of an app that no table names."""
    return sorted({rule.endpoint for rule in app.url_map.iter_rules() if need_of(rule.endpoint, "") == NOBODY})

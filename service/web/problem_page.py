"""A problem for a person: the same as the problem document, as a page, where a browser asked for one."""

from flask import render_template, request

# What programs call answers them in their own shape, whatever they say that they take.
PROGRAMS = ("/v1/", "/fhir", "/cds-services", "/livez", "/readyz", "/metrics", "/openapi.yaml")
_OFFERED = ("application/problem+json", "application/json", "text/html")


def wanted() -> bool:
    """Whether somebody who reads sent the request: it prefers HTML, at an address that no program has a use for."""
    reads = request.accept_mimetypes.best_match(_OFFERED) == "text/html"
    return reads and not request.path.startswith(PROGRAMS)


def page(status: int, request_id: str, wait: str = "") -> str:
    """The page of a status. `wait`: seconds until it may be tried again, where that is known."""
    return render_template("problem.html", status=status, request_id=request_id, wait=wait)

"""/v1/about/source-attributes: what the intervention rests on and which facts about people it uses."""

from collections.abc import Callable
from functools import cache

from flask import Blueprint, Response

from schemas.attributes import RuleAttributesSchema, SourceAttributesSchema
from service.doors.about.report import KINDS, Uses, report_attributes, report_rule, uses_of
from service.engine.pack import Knowledge
from service.web.operations import Operation, describe
from service.web.problems import NotFoundError
from service.web.vocabulary import cached

ALL = Operation(
    summary="Source attributes",
    description=(
        "The 13 source attributes of evidence-based decision support (45 CFR 170.315(b)(11)): citations, developer, "
        "funding, dates; and whether race, ethnicity, language, sexual orientation, gender identity, sex, date of "
        "birth, social determinants and health status assessments are used, computed from the rules. Where "
        "probabilities fitted on cases are switched on, what is known of those."
    ),
    tag="service",
    response=SourceAttributesSchema,
    cacheable=True,
)
ONE = Operation(
    summary="Source attributes of one rule",
    description="The same of one rule, with its grades and all that it cites.",
    tag="service",
    response=RuleAttributesSchema,
    errors=(404, 500),
    cacheable=True,
)


def blueprint(knowledge: Knowledge, *, calibration: bool = False) -> Blueprint:
    """The routes. `calibration`: whether the service gives probabilities fitted on cases."""
    routes = Blueprint("attributes", __name__, url_prefix="/v1/about/source-attributes")
    uses = cache(lambda: uses_of(knowledge))

    @routes.get("")
    @describe(ALL)
    def every() -> Response:
        return cached(report_attributes(knowledge, uses(), calibration=calibration))

    for kind in KINDS:
        _add_rules(routes, knowledge, uses, kind)
    return routes


def _add_rules(routes: Blueprint, knowledge: Knowledge, uses: Callable[[], Uses], kind: str) -> None:
    """The route of each rule of one kind, as in paths."""

    @describe(ONE)
    def of_rule(name: str) -> Response:
        try:
            return cached(report_rule(knowledge, uses(), kind, name))
        except KeyError:
            raise NotFoundError(f"There is no such rule. GET /knowledge/{kind} lists them all.") from None

    routes.add_url_rule(f"/{kind}/<name>", f"of_{kind}", of_rule, methods=["GET"])

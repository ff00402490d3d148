"""The shape of each file of the safety case: marshmallow, strict, and frozen values out of it."""

from typing import Any

from marshmallow import Schema, fields, post_load, validate

from safety.records import Control, Estimate, Hazard, Requirement, Scales, Software

_TEST = r"tests/[\w/]+\.py::test_\w+"
_NOT_BLANK = validate.Regexp(r"\S", error="Say something.")


def _text(**more: Any) -> fields.String:
    return fields.String(required=True, validate=_NOT_BLANK, **more)


def _each(pattern: str, error: str, **more: Any) -> fields.List[Any]:
    return fields.List(fields.String(validate=validate.Regexp(f"{pattern}$", error=error)), **more)


class _Record(Schema):
    """A mapping that becomes a frozen value: lists become tuples."""

    makes: type[Any]

    @post_load
    def _make(self, data: dict[str, Any], **_: Any) -> Any:
        return self.makes(**{name: tuple(v) if isinstance(v, list) else v for name, v in data.items()})


class EstimateSchema(_Record):
    """How bad, how likely."""

    makes = Estimate
    severity = _text()
    likelihood = _text()


class ControlSchema(_Record):
    """One control and its tests."""

    makes = Control
    id = fields.String(required=True, validate=validate.Regexp(r"[a-z_]+:\S", error="Write kind:name."))
    does = _text()
    tests = _each(_TEST, "Write tests/folder/test_file.py::test_name.", load_default=())


class HazardSchema(_Record):
    """One hazard."""

    makes = Hazard
    id = fields.String(required=True, validate=validate.Regexp(r"H\d\d$"))
    hazard = _text()
    cause = _text()
    effect = _text()
    before = fields.Nested(EstimateSchema, required=True)
    controls = fields.List(fields.Nested(ControlSchema), required=True, validate=validate.Length(min=1))
    after = fields.Nested(EstimateSchema, required=True)
    residual = _text()
    owner = _text()
    person = fields.String(required=True, allow_none=True, validate=_NOT_BLANK)


class ScalesSchema(_Record):
    """The words of the estimates, and the risk of each pair."""

    makes = Scales
    severity = fields.Dict(fields.String(), _text(), required=True)
    likelihood = fields.Dict(fields.String(), _text(), required=True)
    risk = fields.List(_text(), required=True, validate=validate.Length(equal=5))
    matrix = fields.Dict(
        fields.String(), fields.List(fields.Integer(strict=True, validate=validate.Range(1, 5))), required=True
    )


class HazardsSchema(Schema):
    """hazards.yaml."""

    scales = fields.Nested(ScalesSchema, required=True)
    hazards = fields.List(fields.Nested(HazardSchema), required=True)


class RequirementSchema(_Record):
    """One requirement."""

    makes = Requirement
    id = fields.String(required=True, validate=validate.Regexp(r"R\d\d$"))
    requirement = _text()
    hazards = _each(r"H\d\d", "Write the id of a hazard.", required=True, validate=validate.Length(min=1))


class RequirementsSchema(Schema):
    """requirements.yaml."""

    requirements = fields.List(fields.Nested(RequirementSchema), required=True)


class ReviewSchema(Schema):
    """Who read a list of anomalies, and when."""

    by = _text()
    date = fields.String(required=True, validate=validate.Regexp(r"\d{4}-\d\d-\d\d$"))


class SoftwareSchema(_Record):
    """One part that others wrote."""

    makes = Software
    name = _text()
    maker = _text()
    version = _text()
    direct = fields.Boolean(load_default=False, truthy={True}, falsy={False})
    why = _text()
    required = _text()
    anomalies_reviewed = fields.Nested(ReviewSchema, required=True, allow_none=True)


class SoupSchema(Schema):
    """soup.yaml."""

    software = fields.List(fields.Nested(SoftwareSchema), required=True)
    vendored = fields.List(fields.Nested(SoftwareSchema), required=True)
    platform = fields.List(fields.Nested(SoftwareSchema), required=True)

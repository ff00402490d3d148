"""CDS Hooks 2.0.1: what a service answers, as far as this one uses it. Strict: nothing else stands in an answer."""

from marshmallow import fields, validate

from schemas.fields import StrictSchema
from schemas.shapes import text, truth, word

INDICATORS = ("critical", "warning", "info")
SUMMARY_LONGEST = 139


def _maybe(description: str) -> fields.String:
    return fields.String(metadata={"description": description})


class CdsCodingSchema(StrictSchema):
    """A code of this service's own code systems."""

    system = text("The code system.")
    code = text("The code.")
    display = text("In words.")


class CdsSourceSchema(StrictSchema):
    """Who says so, and on what grounds."""

    label = text("The service and the version of its rules.")
    url = _maybe("The service's own address, where it is configured.")
    icon = _maybe("A picture of 100 by 100 pixels.")
    topic = fields.Nested(CdsCodingSchema, metadata={"description": "The rule that the card rests on."})


class CdsActionSchema(StrictSchema):
    """What the client does when a suggestion is taken up."""

    type = word(("create",), "Only new drafts are suggested.")
    description = text("What is done, in words.")
    resource = fields.Dict(required=True, metadata={"description": "A draft ServiceRequest, FHIR R4."})


class CdsSuggestionSchema(StrictSchema):
    """Something to take up with one click."""

    label = text("In words.")
    uuid = text("For feedback.")
    isRecommended = truth("Whether it should not wait.")
    actions = fields.List(
        fields.Nested(CdsActionSchema), required=True, metadata={"description": "Done together, or not at all."}
    )


class CdsLinkSchema(StrictSchema):
    """Where to read on."""

    label = text("In words.")
    url = text("The address.")
    type = word(("absolute", "smart"), "A page, or a SMART app to launch.")


class CdsCardSchema(StrictSchema):
    """One card."""

    uuid = text("For feedback.")
    summary = fields.String(
        required=True,
        validate=validate.Length(min=1, max=SUMMARY_LONGEST),
        metadata={"description": "One sentence of fewer than 140 characters."},
    )
    indicator = word(INDICATORS, "By referral level: emergency is critical, urgent a warning, all else info.")
    detail = text("GitHub-flavoured Markdown, without HTML.")
    source = fields.Nested(CdsSourceSchema, required=True)
    suggestions = fields.List(fields.Nested(CdsSuggestionSchema), metadata={"description": "Drafts to create."})
    selectionBehavior = fields.String(
        metadata={"description": "How many suggestions may be taken up.", "enum": ["any", "at-most-one"]}
    )
    overrideReasons = fields.List(
        fields.Nested(CdsCodingSchema), required=True, metadata={"description": "Why the card may be passed over."}
    )
    links = fields.List(fields.Nested(CdsLinkSchema), metadata={"description": "Only where an address is configured."})
    extension = fields.Dict(metadata={"description": "Level, rules and version, for machines."})


class CdsResponseSchema(StrictSchema):
    """The answer to a call: few cards, the most urgent first; none where there is nothing to say."""

    cards = fields.List(fields.Nested(CdsCardSchema), required=True, metadata={"description": "The cards."})
    extension = fields.Dict(metadata={"description": "What was not received, or not read."})


class CdsServiceSchema(StrictSchema):
    """One service."""

    id = text("Last part of its address.")
    hook = text("The hook that calls it.")
    hookVersion = text("Version of the hook's definition.")
    version = text("The version of CDS Hooks that it follows.")
    title = text("Its name.")
    description = text("What it does.")
    usageRequirements = text("What it takes to be of use.")
    prefetch = fields.Dict(
        keys=fields.String(), values=fields.String(), required=True, metadata={"description": "FHIR queries by key."}
    )


class CdsDiscoverySchema(StrictSchema):
    """What can be called."""

    services = fields.List(fields.Nested(CdsServiceSchema), required=True, metadata={"description": "The services."})

"""The list of CDS Hooks clients that a site keeps."""

from marshmallow import Schema, ValidationError, fields, validate, validates_schema

_HTTPS = validate.Regexp(r"https://\S{1,500}$", error="Must be an https address.")
_PLACE = validate.Regexp(r"(https://|/)\S{1,500}$", error="Must be an https address or the path of a file.")


class CdsClientSchema(Schema):
    """One client: who signs, where the keys are, which other audiences it may name, which of its tenants may call."""

    issuer = fields.String(required=True, validate=validate.Length(1, 500))
    jwks = fields.String(validate=_PLACE)
    jku = fields.List(fields.String(validate=_HTTPS), load_default=list)
    audiences = fields.List(fields.String(validate=validate.Length(1, 500)), load_default=list)
    tenants = fields.List(fields.String(validate=validate.Length(1, 500)), load_default=list)

    @validates_schema
    def _has_keys(self, data: dict[str, object], **_: object) -> None:
        if not data.get("jwks") and not data.get("jku"):
            raise ValidationError("Needs jwks, jku or both.", "jwks")


class CdsClientsSchema(Schema):
    """The whole list."""

    clients = fields.List(fields.Nested(CdsClientSchema), required=True, validate=validate.Length(min=1))

    @validates_schema
    def _once_each(self, data: dict[str, list[dict[str, str]]], **_: object) -> None:
        issuers = [client["issuer"] for client in data["clients"]]
        if len(set(issuers)) != len(issuers):
            raise ValidationError("Each issuer stands once.", "clients")

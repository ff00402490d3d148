"""Strict fields with coded messages: marshmallow as it comes takes "7" as 7 and "yes" as true, a history must not.

A message carries its code, so that an error keeps both from the field that raised it to the problem document. No
message ever holds the caller's value.
"""

from collections.abc import Mapping
from typing import Any

from marshmallow import RAISE, Schema, fields, validate, validates_schema


class Message(str):
    """An error text that knows its code. Survives `format`, which marshmallow applies to every message."""

    code: str

    def __new__(cls, code: str, text: str) -> "Message":
        """A text with a code of the contract, such as `wrong_type`."""
        message = super().__new__(cls, text)
        message.code = code
        return message

    def format(self, *args: object, **kwargs: object) -> "Message":
        """The formatted text, with the same code."""
        return Message(self.code, super().format(*args, **kwargs))


_COMMON = {
    "required": Message("required", "This must be given."),
    "null": Message("null", "This must not be null; leave it out instead."),
}


def _messages(invalid: str) -> dict[str, str | list[Any] | dict[Any, Any]]:
    wrong = Message("wrong_type", invalid)
    return {**_COMMON, "invalid": wrong, "type": wrong, "invalid_utf8": wrong, "special": wrong, "too_large": wrong}


class Text(fields.String):
    """A string with an upper length in characters."""

    default_error_messages = _messages("This must be a text in quotes.")

    def __init__(self, *, longest: int = 120, **kwargs: Any) -> None:
        """Refuse texts that are empty or longer than `longest`."""
        self.longest = longest
        message = Message("wrong_length", f"This must have 1 to {longest} characters.")
        super().__init__(validate=validate.Length(min=1, max=longest, error=message), **kwargs)


class Word(fields.String):
    """One of a closed list of words."""

    default_error_messages = _messages("This must be a text in quotes.")

    def __init__(self, words: tuple[str, ...], **kwargs: Any) -> None:
        """Accept `words` only, letter for letter."""
        self.words = words
        message = Message("unknown_value", f"This must be one of: {', '.join(words)}.")
        super().__init__(validate=validate.OneOf(words, error=message), **kwargs)


class Number(fields.Float):
    """A JSON number within bounds; no strings, no booleans, no NaN."""

    default_error_messages = _messages("This must be a number without quotes.")

    def __init__(self, least: float, most: float, *, above: bool = False, **kwargs: Any) -> None:
        """Accept `least` to `most`, both included; with `above` not `least` itself."""
        self.least, self.most, self.above = least, most, above
        bounds = f"above {least:g} and at most {most:g}" if above else f"from {least:g} to {most:g}"
        message = Message("out_of_range", f"This must be {bounds}.")
        within = validate.Range(min=least, max=most, min_inclusive=not above, error=message)
        super().__init__(validate=within, **kwargs)

    def _validated(self, value: Any) -> float:
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise self.make_error("invalid")
        return float(super()._validated(value))


class YesNo(fields.Boolean):
    """true or false; not 1, "yes" or "on"."""

    default_error_messages = _messages("This must be true or false without quotes.")

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> bool:
        if not isinstance(value, bool):
            raise self.make_error("invalid")
        return value


class Items(fields.List[Any]):
    """A list with an upper length."""

    default_error_messages = _messages("This must be a list in square brackets.")

    def __init__(self, inner: fields.Field[Any], *, most: int, **kwargs: Any) -> None:
        """Refuse lists of more than `most` items."""
        message = Message("too_many", f"This may have at most {most} items.")
        super().__init__(inner, validate=validate.Length(max=most, error=message), **kwargs)
        self.most = most


class Part(fields.Nested):
    """A nested object."""

    default_error_messages = _messages("This must be an object in braces.")


_SCHEMA_MESSAGES: dict[str, str] = {
    "unknown": Message("unknown_field", "There is no such field here."),
    "type": Message("wrong_type", "This must be an object in braces."),
}


class StrictSchema(Schema):
    """A schema that refuses what it does not know."""

    error_messages = _SCHEMA_MESSAGES

    class Meta:
        """Nothing is dropped in silence."""

        unknown = RAISE

    def check(self, sent: Any) -> None:
        """Raise ValidationError where the object as sent is at fault as a whole; by default it never is."""

    @validates_schema(pass_original=True, skip_on_field_errors=False)
    def _checked(self, _data: Mapping[str, Any], sent: Any, **_: Any) -> None:
        self.check(sent)

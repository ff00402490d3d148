"""A schema as plain closures, which take what marshmallow would take and make of it the same, in a tenth of the time.

marshmallow stays the schema of record. What these closures refuse they refuse without a word: marshmallow then reads it
and tells every fault. A differential test holds that both accept the same.
"""

from collections.abc import Callable, Mapping
from typing import Any

from marshmallow import Schema, ValidationError, missing
from marshmallow.fields import Field

from schemas.fields import Items, Number, Part, StrictSchema, Text, Word, YesNo

Accept = Callable[[Any], Any]


class NotAcceptedError(Exception):
    """Something is not as the schema wants it, or not surely so."""


def accepting(schema: Schema) -> Accept:
    """What takes a JSON object as `schema.load` does. Raises NotAcceptedError where that raises ValidationError.

    Raises TypeError for a schema, or a field, of another make: what is not known here cannot be accepted for it.
    """
    if not isinstance(schema, StrictSchema):
        raise TypeError(f"{type(schema).__name__} is no StrictSchema.")
    fields = [(name, _field(field), field.required, field.load_default) for name, field in schema.load_fields.items()]

    def accept(sent: Any) -> dict[str, Any]:
        if type(sent) is not dict:
            raise NotAcceptedError
        loaded, known = {}, 0
        for name, take, required, default in fields:
            if name in sent:
                known += 1
                loaded[name] = take(sent[name])
            elif required:
                raise NotAcceptedError
            elif default is not missing:
                loaded[name] = default
        if known != len(sent):
            raise NotAcceptedError
        _check(schema, sent)
        return loaded

    return accept


def _check(schema: StrictSchema, sent: Any) -> None:
    try:
        schema.check(sent)
    except ValidationError:
        raise NotAcceptedError from None


def _field(field: Field[Any]) -> Accept:
    if type(field) not in _MAKES or field.data_key or field.attribute or callable(field.load_default):
        raise TypeError(f"{type(field).__name__} {field.name} cannot be accepted for marshmallow.")
    take = _MAKES[type(field)](field)
    return (lambda value: None if value is None else take(value)) if field.allow_none else take


def _text(field: Text) -> Accept:
    longest = field.longest

    def take(value: Any) -> str:
        if type(value) is not str or not 1 <= len(value) <= longest:
            raise NotAcceptedError
        return value

    return take


def _word(field: Word) -> Accept:
    words = frozenset(field.words)

    def take(value: Any) -> str:
        if type(value) is not str or value not in words:
            raise NotAcceptedError
        return value

    return take


def _number(field: Number) -> Accept:
    least, most, above = field.least, field.most, field.above

    def take(value: Any) -> float:
        if type(value) is not float and type(value) is not int:
            raise NotAcceptedError
        if not least <= value <= most or (above and value == least):
            raise NotAcceptedError
        return float(value)

    return take


def _yes_no(_field: YesNo) -> Accept:
    def take(value: Any) -> bool:
        if type(value) is not bool:
            raise NotAcceptedError
        return value

    return take


def _items(field: Items) -> Accept:
    most, take_one = field.most, _field(field.inner)

    def take(value: Any) -> list[Any]:
        if type(value) is not list or len(value) > most:
            raise NotAcceptedError
        return [take_one(item) for item in value]

    return take


def _part(field: Part) -> Accept:
    return accepting(field.schema)


_MAKES: Mapping[type, Callable[[Any], Accept]] = {
    Text: _text,
    Word: _word,
    Number: _number,
    YesNo: _yes_no,
    Items: _items,
    Part: _part,
}

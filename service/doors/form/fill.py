"""Intake dict -> form: the fields that read as a history. Words are written as the knowledge's own."""

from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from service.doors.form.bedside import PART
from service.doors.form.fields import ALL_FIXED, FINDINGS, NOT_ASKED, SINGLE, SITES, Rows, all_rows
from service.doors.form.posted import Pair, Posted, posted
from service.doors.intake import Reception

Document = Mapping[str, Any]


def fill_form(reception: Reception, bedside: Mapping[str, str], document: Document, today: date) -> Posted:
    """The form that says what a valid history says. An earlier visit and what is asked for have no place in it."""
    return posted((*_single(document), *_rows(reception, document, today), *_findings(reception, bedside, document)))


def _single(document: Document) -> Iterator[Pair]:
    for one in SINGLE:
        value: Any = document
        for step in one.path:
            value = (value or {}).get(step)
        if value not in (None, []):
            yield from one.codec.write(value, one.name)


def _rows(reception: Reception, document: Document, today: date) -> Iterator[Pair]:
    shared = _shared_fixed(document.get("sites") or ())
    if shared is not None:
        yield from ALL_FIXED.codec.write(shared, ALL_FIXED.name)
    for rows in all_rows(today):
        items = document.get(rows.path[0]) or ()
        for key, item in zip(_keys(reception, rows, items), items, strict=True):
            said = {
                **_named(reception, rows, item),
                **({"fixed": None} if rows is SITES and shared is not None else {}),
            }
            for one in rows.all_fields():
                if said.get(one.path[0]) is not None:
                    yield from one.codec.write(said[one.path[0]], f"{rows.name}.{key}.{one.name}")


def _shared_fixed(sites: Any) -> bool | None:
    """Whether all sites are fixed, or all roam, so that it is said once."""
    said = {site.get("fixed") for site in sites}
    return said.pop() if len(said) == 1 else None


def _keys(reception: Reception, rows: Rows, items: Any) -> Iterator[str]:
    """A word's own key, where it has a tick box and is the first of its name; otherwise a number."""
    words = set(reception.lexicon[rows.vocabulary].ids.values()) if rows.vocabulary else set()
    seen: Counter[str] = Counter()
    for place, item in enumerate(items):
        word = str(item.get(rows.lead.path[0]))
        seen[word] += 1
        yield word if word in words and seen[word] == 1 else str(place)


def _named(reception: Reception, rows: Rows, item: Document) -> Document:
    """A row by name: what was sent as a code, and an analyte sent by its id, as a clinician reads it."""
    code = item.get("code")
    pair = (code["system"], code["value"]) if code else ("", "")
    if rows.name == "medications" and code:
        found = reception.formulary.by_code(*pair)
        return {**item, "name": reception.knowledge.medications[found].label if found else pair[1]}
    if rows.name == "results":
        test = (
            reception.lexicon.analyte_codes.get(pair[1]) if code else reception.lexicon["analytes"].find(item["test"])
        )
        return {**item, "test": reception.knowledge.analytes[test].label if test else item.get("test", pair[1])}
    return item


def _findings(reception: Reception, bedside: Mapping[str, str], document: Document) -> Iterator[Pair]:
    movement = document.get(PART) or {}
    for finding, name in bedside.items():
        if movement.get(name) is not None:
            yield f"{FINDINGS}.{finding}", "present" if movement[name] else "absent"
    for item in document.get("associated_symptoms") or ():
        status = item.get("status", "present")
        if status != NOT_ASKED:
            yield f"{FINDINGS}.{_finding_named(reception, item)}", status


def _finding_named(reception: Reception, item: Document) -> str:
    code = item.get("code")
    if code:
        return reception.lexicon.finding_coded(code["system"], code["value"]) or str(code["value"])
    return reception.lexicon["findings"].find(item["finding"]) or str(item["finding"])

"""An intake document -> a QuestionnaireResponse of ours. Words are normalised on the way; nothing told is left out.

What no clinician fills in (`include`, `steps`, an earlier visit) has no item.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from service.doors.fhir.canonical import CANONICAL, SYSTEMS, UCUM, own
from service.doors.fhir.items import ROW, STATUS, TAKEN, Item
from service.doors.fhir.orders import subject
from service.doors.intake import Reception
from service.doors.lexicon import side_of

Json = dict[str, Any]

QUESTIONNAIRE = f"{CANONICAL}/Questionnaire/muscle-twitching"
# Field of the intake -> vocabulary, for the lists whose items name something.
_NAMED = {
    "associated_symptoms.finding": "findings",
    "results.test": "analytes",
    "exposures.substance": "exposures.current",
}


def write_response(
    reception: Reception,
    tree: Sequence[Item],
    document: Mapping[str, Any],
    patient_reference: str | None = None,
    *,
    authored: str | None = None,
    status: str = "completed",
) -> Json:
    """The QuestionnaireResponse of an intake document that has no faults. `authored`: a FHIR dateTime."""
    writer = _Writer(reception)
    rows = {item.link: item for section in tree for item in section.walk() if item.link.startswith(ROW)}
    whole = writer.normal(document, frozenset(link.removeprefix(ROW) for link in rows))
    response = {
        "resourceType": "QuestionnaireResponse",
        "questionnaire": f"{QUESTIONNAIRE}|{reception.knowledge.version}",
        "status": status,
        "subject": subject(patient_reference),
        "authored": authored,
        "item": list(writer.items(tree, whole)),
    }
    return {name: value for name, value in response.items() if value}


class _Writer:
    """Writes with one reception's words."""

    def __init__(self, reception: Reception) -> None:
        self.reception = reception

    def normal(self, document: Mapping[str, Any], rows: frozenset[str]) -> Json:
        """The document with findings that have a row moved there, and sides taken out of the names of sites."""
        whole = dict(document)
        whole["sites"] = [self._site(site) for site in document.get("sites") or ()]
        others = []
        for stated in document.get("associated_symptoms") or ():
            told = stated.get("finding")
            found = self.reception.lexicon["findings"].find(told) if told else None
            if found in rows and ROW + str(found) not in whole:
                whole[ROW + str(found)] = stated.get(STATUS) or "present"
            else:
                others.append(stated)
        whole["associated_symptoms"] = others
        return whole | self._medicines(document)

    def _medicines(self, document: Mapping[str, Any]) -> Json:
        """Medicines of which only the name is told stand together, and so do codes that no rule knows."""
        taken: list[Any] = []
        others = []
        for item in document.get("medications") or ():
            more = {name: value for name, value in item.items() if name not in ("name", "code") and value is not None}
            code = item.get("code")
            known = self.reception.formulary.by_code(code["system"], code["value"]) if code else item["name"]
            if more and known:
                others.append({"name": known, **more})
            else:
                taken.append(code or item["name"])
        return {TAKEN: taken, "medications": others}

    def _site(self, site: Mapping[str, Any]) -> Json:
        side = site.get("side") or side_of(site["site"])
        return {**site, **({"side": side} if side else {})}

    def items(self, tree: Sequence[Item], values: Mapping[str, Any]) -> Iterator[Json]:
        """The items that have an answer, in the order of the Questionnaire."""
        for item in tree:
            if item.kind == "section":
                yield from _filled(item, list(self.items(item.children, values)))
            elif item.kind == "group":
                yield from self._group(item, values.get(item.name))
            else:
                yield from self._leaf(item, self._value(item, values))

    def _value(self, item: Item, values: Mapping[str, Any]) -> Any:
        """What the document says; a name may be given as a code instead."""
        value = values.get(item.link if item.lead or item.link.startswith(ROW) else item.name)
        return values.get("code") if value is None and item.name in ("finding", "test") else value

    def _group(self, item: Item, value: Any) -> Iterator[Json]:
        for one in (value or ()) if item.repeats else (value or {},):
            yield from _filled(item, list(self.items(item.children, one)))

    def _leaf(self, item: Item, value: Any) -> Iterator[Json]:
        several = (value or ()) if item.repeats else (() if value is None else (value,))
        answers = [self._answer(item, one) for one in several]
        if answers:
            yield {"linkId": item.link, "text": item.text, "answer": answers}

    def _answer(self, item: Item, value: Any) -> Json:
        if item.kind == "boolean":
            return {"valueBoolean": value}
        if item.kind == "quantity":
            return {"valueQuantity": {"value": value, "unit": "days", "system": UCUM, "code": "d"}}
        if item.kind == "decimal":
            return {"valueDecimal": value}
        if item.system is None:
            return {"valueString": value}
        if isinstance(value, Mapping):
            return {"valueCoding": {"system": SYSTEMS[value["system"]], "code": value["value"]}}
        return self._coded(item, value)

    def _coded(self, item: Item, value: str) -> Json:
        code = self._code(item, value)
        display = next((option.display for option in item.options if option.code == code), None)
        if display is None:
            return {"valueString": value}
        return {"valueCoding": {"system": item.system, "code": code, "display": display}}

    def _code(self, item: Item, value: str) -> str | None:
        """The id that a word means, as reading the document would take it."""
        if item.system == own("medications"):
            match = self.reception.formulary.by_name(value)
            return match.id if match and match.exact else None
        name = _NAMED.get(item.link, item.link)
        vocabularies = self.reception.lexicon.vocabularies
        return vocabularies[name].find(value) if name in vocabularies else value


def _filled(item: Item, inner: list[Json]) -> Iterator[Json]:
    if inner:
        yield {"linkId": item.link, "text": item.text, "item": inner}

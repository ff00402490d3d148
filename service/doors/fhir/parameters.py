"""The Parameters of an operation: the resources in them, whom they are about, which Questionnaire they ask for."""

from collections.abc import Iterator, Mapping

from service.doors.faults import Fault, Note
from service.doors.fhir.resources import Json, Resource, part, parts, word
from service.doors.fhir.write_response import QUESTIONNAIRE

# Parameters within Parameters, as context/content is; deeper than this is a mistake.
DEEPEST = 3
# SDC's names for the Questionnaire that is meant.
_NAMES = ("canonical", "identifier", "questionnaire", "questionnaireRef")
_OWN_PATH = QUESTIONNAIRE.rpartition("/fhir/")[2]
_OTHER = "Only the Questionnaire of this service can be filled here: leave this out, or name it by its canonical."
_POINTED_TO = "Nothing is fetched from here, so what this points to is not known. Send the resource itself."


def resources_in(holder: Resource, at: str = "", depth: int = 0) -> Iterator[tuple[str, Json]]:
    """Every resource in Parameters, with its place."""
    name = "parameter" if depth == 0 else "part"
    for place, one in enumerate(_listed(holder, name)):
        pointer = f"{at}/{name}/{place}"
        if "resource" in one and one.get("name") != "questionnaire":
            yield f"{pointer}/resource", one["resource"]
        if depth < DEEPEST:
            yield from resources_in(one, pointer, depth + 1)


def subject_of(body: Resource) -> str | None:
    """Whom Parameters say that they are about, as a reference."""
    named = (one for one in parts(body, "parameter") if one.get("name") == "subject")
    told = (word(part(one, "valueReference"), "reference") for one in named)
    return next((reference for reference in told if reference), None)


def other_questionnaires(body: Resource) -> Iterator[Fault]:
    """A fault for each parameter that asks for another Questionnaire than ours."""
    for place, one in enumerate(_listed(body, "parameter")):
        if word(one, "name") in _NAMES:
            told = _named(one)
            if told and told != QUESTIONNAIRE and not f"/{told}".endswith(f"/{_OWN_PATH}"):
                yield Fault(f"/parameter/{place}", "unknown_value", _OTHER)


def pointed_to(body: Resource) -> Iterator[Note]:
    """A note on each part of a context that is a reference in place of a resource."""
    for place, one in enumerate(_listed(body, "parameter")):
        for step, inner in enumerate(_listed(one, "part")):
            if word(part(inner, "valueReference"), "reference") and "resource" not in inner:
                yield Note(f"/parameter/{place}/part/{step}", "data_not_sent", _POINTED_TO)


def _named(parameter: Resource) -> str:
    """What names a Questionnaire in a parameter, without its version; empty where nothing does."""
    values = [value for name, value in parameter.items() if name.startswith("value")]
    texts = [value for value in values if isinstance(value, str)]
    texts += [word(value, key) for value in values for key in ("reference", "value")]
    texts.append(word(part(parameter, "resource"), "url"))
    return next((text for text in texts if text), "").partition("|")[0]


def _listed(holder: Json, name: str) -> list[Mapping[str, Json]]:
    """The members of a list, in their places; an empty one for what is no object."""
    found = holder.get(name) if isinstance(holder, Mapping) else None
    return [one if isinstance(one, Mapping) else {} for one in (found if isinstance(found, list) else ())]

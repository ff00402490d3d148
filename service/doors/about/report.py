"""The source attributes as JSON: of the whole intervention, and of one rule. Shapes: schemas/attributes.py."""

from collections import Counter
from collections.abc import Iterator, Mapping, Set
from typing import Any

from service.doors.about.attributes import ATTRIBUTES, Attribute
from service.doors.about.predictive import NOT_DECLARED, report_predictive
from service.doors.about.readers import PLACES, Use, read_by, use_of, with_line
from service.doors.certify import Json, knowledge_stamp, with_sources
from service.doors.links import page_of
from service.doors.reviewed import review_of
from service.engine.knowledge import Certificate, Condition, RedFlag, Test
from service.engine.movementkind import MovementKind
from service.engine.pack import Knowledge

Uses = Mapping[str, Use]
Rule = Condition | RedFlag | Test | MovementKind
# Kinds of rule whose attributes are told one by one, as in paths.
KINDS = ("conditions", "red-flags", "tests", "movements")
_NOUNS = {
    "conditions": ("condition", "conditions"),
    "red-flags": ("red flag", "red flags"),
    "screens": ("screen", "screens"),
    "movements": ("kind of movement", "kinds of movement"),
    "tests": ("test", "tests"),
    "scope": ("rule of scope", "rules of scope"),
}
_PLACES = dict(
    zip(PLACES, ("weights", "combinations", "what earns reassurance", "what makes it implausible"), strict=True)
)


_HOW = {
    RedFlag: "It asks whether they are present or absent.",
    Test: "Its result settles them.",
    MovementKind: "It weighs them, or one of them stands for it.",
}


def uses_of(knowledge: Knowledge) -> Uses:
    """How each attribute is used, by its id. Costs a walk through all rules: made once, when first asked for."""
    return {attribute.id: use_of(knowledge, attribute) for attribute in ATTRIBUTES}


def report_attributes(knowledge: Knowledge, uses: Uses, *, calibration: bool) -> Json:
    """All attributes of the whole intervention. `calibration`: whether probabilities fitted on cases are given."""
    cited = len(knowledge.sources)
    fitted = knowledge.calibration if calibration else None
    return {
        "knowledge": knowledge_stamp(knowledge),
        "statements": _statements(
            knowledge, f"{cited} works; GET /v1/sources lists them, and each rule names those that it rests on."
        ),
        "attributes": [_whole(attribute, uses[attribute.id]) for attribute in ATTRIBUTES],
        "local_findings": _local(knowledge),
        "predictive": report_predictive(knowledge, fitted) if fitted else None,
    }


def report_rule(knowledge: Knowledge, uses: Uses, kind: str, name: str) -> Json:
    """The attributes of one rule. Raises KeyError where there is none of that kind and id."""
    rule = _shelf(knowledge, kind)[name]
    certificates = list(_certificates(rule))
    sources = sorted({source for one in certificates for source in one.sources})
    cited = (
        f"{len(sources)} works, in full under citations." if sources else "None: it rests on stated estimates alone."
    )
    told = {
        "knowledge": knowledge_stamp(knowledge),
        "kind": kind,
        "rule": {"id": rule.id, "label": rule.label, "page": page_of(kind, rule.id)},
        **review_of(rule.reviewed if isinstance(rule, Condition | RedFlag) else None),
        "grades": dict(sorted(Counter(one.grade for one in certificates).items())),
        "sources": sources,
        "statements": _statements(knowledge, cited),
        "attributes": [_of_rule(knowledge, attribute, uses[attribute.id], rule) for attribute in ATTRIBUTES],
    }
    return with_sources(knowledge, told)


def _shelf(knowledge: Knowledge, kind: str) -> Mapping[str, Rule]:
    shelves: dict[str, Mapping[str, Any]] = {
        "conditions": knowledge.conditions,
        "red-flags": knowledge.red_flags,
        "tests": knowledge.tests,
        "movements": knowledge.movements.kinds,
    }
    return shelves[kind]


def _statements(knowledge: Knowledge, cited: str) -> list[Json]:
    """The attributes 1 to 4, which are statements of whoever made the rules."""
    about, overlay = knowledge.about, knowledge.overlay
    local = f" Overlay of {overlay.site}, version {overlay.version}, {overlay.date}." if overlay else ""
    told = (
        ("bibliographic_citation", "Bibliographic citation", cited),
        ("developer", "Developer", about.developer),
        ("funding", "Funding of the technical implementation", about.funding or NOT_DECLARED),
        ("release_and_revision_dates", "Release and revision dates", f"{about.version}, {about.released}.{local}"),
    )
    return [{"number": n, "id": i, "label": label, "value": value} for n, (i, label, value) in enumerate(told, 1)]


def _whole(attribute: Attribute, use: Use) -> Json:
    return {
        **_named(attribute, used=use.used),
        "how": _how(attribute, use),
        "fields": [f"/{path.replace('.', '/')}" for path in use.fields],
        "findings": sorted(use.findings) if use.used else [],
        "limits": sorted(use.limits),
        "rules": {kind: list(names) for kind, names in use.rules.items()},
    }


def _named(attribute: Attribute, *, used: bool) -> Json:
    use = "used" if used else "not_used"
    return {"number": attribute.number, "id": attribute.id, "label": attribute.label, "use": use}


def _how(attribute: Attribute, use: Use) -> str:
    if not use.used:
        taken = "A history has a field for it" if use.fields else "A history has no field for it"
        return f"{taken}, and no rule reads it."
    counts = ", ".join(f"{len(names)} {_NOUNS[kind][len(names) != 1]}" for kind, names in use.rules.items())
    limits = f" Laboratory limits of {len(use.limits)} findings differ by it." if use.limits else ""
    return f"Read by {counts}.{limits}" + (f" {attribute.note}" if attribute.note else "")


def _of_rule(knowledge: Knowledge, attribute: Attribute, use: Use, rule: Rule) -> Json:
    line = with_line(knowledge, use.findings | use.limits)
    if isinstance(rule, Condition):
        places = read_by(rule, line)
        read = sorted({name for names in places.values() for name in names})
        listed = "; ".join(f"{_PLACES[place]}: {', '.join(names)}" for place, names in places.items())
        how = f"{listed[:1].upper()}{listed[1:]}."
    else:
        read = sorted(_read(rule) & line)
        how = _HOW[type(rule)]
    return {
        **_named(attribute, used=bool(read)),
        "how": how if read else "It reads no finding that tells it.",
        "findings": read,
    }


def _read(rule: RedFlag | Test | MovementKind) -> Set[str]:
    if isinstance(rule, RedFlag):
        return rule.reads
    if isinstance(rule, Test):
        return set(rule.settles)
    return {*rule.weights, *((rule.finding,) if rule.finding else ())}


def _certificates(rule: Rule) -> Iterator[Certificate]:
    """Every birth certificate on a rule."""
    if isinstance(rule, Condition | RedFlag):
        yield from (one.certificate for one in rule.workup)
    if isinstance(rule, Condition):
        yield rule.prior.certificate
        yield rule.referral.certificate
        yield from (one.certificate for one in rule.combinations)
    else:
        yield rule.certificate
    if isinstance(rule, Condition | MovementKind):
        yield from (one.certificate for one in rule.weights.values())


def _local(knowledge: Knowledge) -> list[str]:
    """Findings that only a site's overlay knows: who added them judges what they tell."""
    changes = knowledge.overlay.changes if knowledge.overlay else ()
    return sorted(one.id for one in changes if (one.change, one.kind) == ("add", "findings"))

"""Third storey: numbers and logic that must make sense once every id is known."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Any

from service.engine.facts import FIELDS, is_field
from service.engine.ontology import Ontology, build_ontology
from service.loader.bounds import check_bounds
from service.loader.fault import Fault
from service.loader.files import Entry
from service.loader.movements import check_movements
from service.loader.names import check_names
from service.loader.patients import check_limits
from service.loader.plain import check_plain
from service.loader.predicate import compile_predicate
from service.loader.review import check_reviews
from service.loader.wording import check_words

ByKind = Mapping[str, list[Entry]]
SUM_TOLERANCE = 1.01


def check_sense(by_kind: ByKind) -> list[Fault]:
    """Every fault of meaning. Expects shapes and references to be right."""
    cycles = list(_cycles(by_kind["findings"]))
    if cycles:
        return cycles
    findings = {e.data["id"]: e.data for e in by_kind["findings"]}
    groups = {e.data["id"]: e.data["kind"] for e in by_kind["groups"]}
    ontology = build_ontology({name: data.get("parents", ()) for name, data in findings.items()})
    faults = [*_vocabulary(by_kind["findings"]), *_backgrounds(by_kind["findings"], findings), *_sums(by_kind, groups)]
    faults += check_limits(by_kind["findings"])
    faults += check_bounds(by_kind["scale"])
    for entry in by_kind["conditions"]:
        faults += [*_profiles(entry, findings, groups), *_repeats(entry, findings, groups), *_order(entry, ontology)]
        faults += _reachable(entry, findings)
    for entry in by_kind["red_flags"]:
        faults += _testable(entry, ontology)
    faults += check_plain(by_kind)
    faults += check_reviews([*by_kind["conditions"], *by_kind["red_flags"]])
    faults += _normals(by_kind["workup"])
    faults += check_words(by_kind["words"], findings)
    faults += check_movements(by_kind["movements"], findings, ontology)
    faults += [*check_names(by_kind), *_repeated_ids(by_kind), *_unknown_analytes(by_kind)]
    return faults + [fault for entry in by_kind["analytes"] for fault in _analyte(entry)]


def _cycles(entries: list[Entry]) -> Iterator[Fault]:
    parents = {e.data["id"]: e.data.get("parents", []) for e in entries}
    for entry in entries:
        seen: set[str] = set()
        queue = list(parents[entry.data["id"]])
        while queue:
            name = queue.pop()
            if name not in seen:
                seen.add(name)
                queue.extend(parents[name])
        if entry.data["id"] in seen:
            yield entry.fault(("parents",), f"{entry.data['id']} is its own ancestor.", "Break the circle.")


def _vocabulary(entries: list[Entry]) -> Iterator[Fault]:
    """Words and codes that lead to two findings, and fields that no history has."""
    words: dict[str, str] = {}
    coded: dict[tuple[str, str], str] = {}
    for entry in entries:
        name, data = entry.data["id"], entry.data
        for word in {w.casefold() for w in (data["label"], *data.get("synonyms", ()))}:
            if words.setdefault(word, name) != name:
                yield entry.fault(("synonyms",), f"{word!r} also means {words[word]}.", "Keep it with one of the two.")
        for system, values in data["codes"].items():
            for code in values:
                if coded.setdefault((system, code), name) != name:
                    message = f"{system} {code} also stands at {coded[system, code]}."
                    yield entry.fault(("codes", system), message, "Keep the code with the finding that it means.")
        for place, rule in enumerate(data.get("from", ())):
            if not is_field(rule["field"]):
                message = f"A history has no field {rule['field']}."
                yield entry.fault(("from", place, "field"), message, f"Use one of: {', '.join(FIELDS)}.")


def _backgrounds(entries: list[Entry], findings: Mapping[str, Any]) -> Iterator[Fault]:
    for entry in entries:
        own = entry.data["background"]["percent"]
        for parent in entry.data.get("parents", ()):
            above = findings[parent]["background"]["percent"]
            if own > above:
                message = f"The background {own} % is above that of its parent {parent} ({above} %)."
                yield entry.fault(("background", "percent"), message, "A child is never commoner than its parent.")


def _sums(by_kind: ByKind, groups: Mapping[str, str]) -> Iterator[Fault]:
    totals: dict[str, float] = defaultdict(float)
    for entry in by_kind["findings"]:
        totals[entry.data.get("group", "")] += entry.data["background"]["percent"]
    for entry in by_kind["groups"]:
        if groups[entry.data["id"]] == "exclusive" and abs(totals[entry.data["id"]] - 100) > SUM_TOLERANCE:
            message = f"The backgrounds of its members sum to {totals[entry.data['id']]:g} %, not 100 %."
            yield entry.fault(("id",), message, "Exactly one member holds: make them sum to 100.")


def _profiles(entry: Entry, findings: Mapping[str, Any], groups: Mapping[str, str]) -> Iterator[Fault]:
    for family, profile in entry.data["profiles"].items():
        members = {name for name, data in findings.items() if data.get("group") == family}
        strangers = sorted(set(profile["percents"]) - members)
        where = ("profiles", family, "percents")
        if strangers:
            yield entry.fault(where, f"Not members of {family}: {', '.join(strangers)}.", "Move them to findings.")
        if groups[family] == "exclusive":
            yield from _partition(entry, where, profile["percents"], members)
        elif groups[family] == "profile" and "otherwise" not in profile:
            yield entry.fault(where[:2], "A profile needs `otherwise`.", "Give the percent of members not listed.")
        elif groups[family] == "correlated":
            yield entry.fault(where[:2], f"{family} is not a profile.", "List its members under findings.")


def _partition(
    entry: Entry, where: tuple[str | int, ...], percents: Mapping[str, float], members: set[str]
) -> Iterator[Fault]:
    missing = sorted(members - set(percents))
    total = sum(percents.values())
    if missing:
        yield entry.fault(where, f"Missing: {', '.join(missing)}.", "List every member, 0 where it never holds.")
    if abs(total - 100) > SUM_TOLERANCE:
        yield entry.fault(where, f"The percents sum to {total:g}.", "Exactly one member holds: make them sum to 100.")


def _repeats(entry: Entry, findings: Mapping[str, Any], groups: Mapping[str, str]) -> Iterator[Fault]:
    seen: set[str] = set()
    for place, item in enumerate(entry.data["findings"]):
        name = item["finding"]
        if name in seen:
            yield entry.fault(("findings", place), f"{name} stands twice on this card.", "Keep one.")
        seen.add(name)
        family = findings[name].get("group", "")
        if groups.get(family) in ("exclusive", "profile"):
            yield entry.fault(("findings", place), f"{name} belongs to the profile {family}.", "Move it there.")


def _order(entry: Entry, ontology: Ontology) -> Iterator[Fault]:
    """A child is never more frequent than a parent on the same card."""
    percents = {i["finding"]: i["percent"] for i in entry.data["findings"] if "percent" in i}
    for profile in entry.data["profiles"].values():
        percents.update(profile["percents"])
    for name, percent in percents.items():
        for ancestor in ontology.ancestors[name]:
            if percents.get(ancestor, 100) < percent:
                above = f"{ancestor} ({percents[ancestor]} %)"
                message = f"{name} ({percent} %) is commoner than {above}, which it implies."
                yield entry.fault(("findings",), message, "Raise the parent or lower the child.")


def _reachable(entry: Entry, findings: Mapping[str, Any]) -> Iterator[Fault]:
    """A card needs facts that speak for it, or no history could ever lift it."""
    given = [(i["finding"], i.get("percent")) for i in entry.data["findings"]]
    for profile in entry.data["profiles"].values():
        given.extend(profile["percents"].items())
    speaking = [name for name, percent in given if percent is None or percent > findings[name]["background"]["percent"]]
    if len(speaking) < 3:
        yield entry.fault(("findings",), "Fewer than three facts speak for it.", "Add what is typical of it.")


def _repeated_ids(by_kind: ByKind) -> Iterator[Fault]:
    """Lists inside one file whose items have ids of their own."""
    for kind, key in (("scale", "constants"), ("referral", "levels"), ("referral", "services")):
        for entry in by_kind[kind]:
            names = [item["id"] for item in entry.data[key]]
            for place, name in enumerate(names):
                if name in names[:place]:
                    yield entry.fault((key, place, "id"), f"{name} stands twice.", "Keep one of the two.")


def _unknown_analytes(by_kind: ByKind) -> Iterator[Fault]:
    """A finding derived from a laboratory value needs the analyte, or it could never become known."""
    known = {e.data["id"] for e in by_kind["analytes"]}
    for entry in by_kind["analytes"]:
        for key in ("of", "by"):
            name = entry.data.get("computed", {}).get(key)
            if name is not None and name not in known:
                yield entry.fault(("computed", key), f"There is no analyte {name}.", "Add it, or correct the id.")
    for entry in by_kind["findings"]:
        for place, rule in enumerate(entry.data.get("from", ())):
            name = rule["field"].removeprefix("results.")
            if name != rule["field"] and name not in known:
                yield entry.fault(
                    ("from", place, "field"), f"There is no analyte {name}.", "Add it, or correct the id."
                )


def _normals(entries: list[Entry]) -> Iterator[Fault]:
    for entry in entries:
        name = entry.data.get("normal")
        if name is not None and name not in entry.data.get("settles", ()):
            message = f"The test does not settle {name}, which says that it showed nothing."
            yield entry.fault(("normal",), message, "Add it to `settles`, or correct the id.")


def _testable(entry: Entry, ontology: Ontology) -> Iterator[Fault]:
    """A red flag fires in its own `fires` cases, and in none of its `almost` cases."""
    when = compile_predicate(entry.data["when"])
    for key, wanted in (("fires", True), ("almost", False)):
        for place, case in enumerate(entry.data[key]):
            if (when.holds(_closed(case, ontology)) is True) is not wanted:
                message = "This case does not fire the flag." if wanted else "This case fires the flag."
                yield entry.fault((key, place), message, "Mend the case or the rule.")


def _closed(case: Mapping[str, str], ontology: Ontology) -> dict[str, bool]:
    statuses: dict[str, bool] = {}
    for name, status in case.items():
        if status == "present":
            statuses.update(dict.fromkeys((name, *ontology.ancestors[name]), True))
        elif status == "absent":
            statuses.update(dict.fromkeys((name, *ontology.descendants[name]), False))
    return statuses


def _analyte(entry: Entry) -> Iterator[Fault]:
    low, high = entry.data["possible"]
    if low >= high:
        yield entry.fault(("possible",), "The lowest possible value is not below the highest.", "Swap them.")
    if entry.data["factors"].get(entry.data["unit"]) != 1:
        yield entry.fault(("factors",), "The canonical unit needs the factor 1.", f"Add {entry.data['unit']}: 1.")
    stray = sorted(set(entry.data.get("offsets", {})) - set(entry.data["factors"]))
    if stray:
        yield entry.fault(("offsets",), f"No factor for: {', '.join(stray)}.", "Give each unit its factor.")

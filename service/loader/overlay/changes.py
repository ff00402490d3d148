"""Changes: each kind of change that an overlay may make to a rule of the pack. What has no kind here cannot be changed.

A change is laid over the draft and tells in words what it did, or it tells its faults and lays nothing.
"""

from collections.abc import Callable, Mapping
from typing import Any

from service.engine.terms import Level
from service.loader.fault import Fault
from service.loader.files import Entry
from service.loader.overlay.draft import Draft
from service.loader.overlay.limits import check_change, limits_of, with_limits
from service.loader.overlay.names import taken_names
from service.loader.overlay.safety import Safety

Data = Mapping[str, Any]
Outcome = str | list[Fault]

SETTINGS = {
    "primary_care": "general practice",
    "neurology_clinic": "neurology clinic",
    "emergency_department": "emergency department",
}
# The kind of rule that each kind of change is about; `level` and `add` say it themselves.
ABOUT = {
    "prior": "conditions",
    "service": "services",
    "test": "workup",
    "limits": "findings",
    "names": "medications",
}
SAID = {
    "condition": "conditions",
    "combination": "conditions",
    "finding": "findings",
    "medication": "medications",
    "red_flag": "red_flags",
    "test": "workup",
}


def kind_of(change: Data) -> str:
    """The kind of rule that a change is about."""
    return ABOUT.get(change["change"]) or SAID[change["kind"]]


def lay_change(change: Entry, draft: Draft, safety: Safety) -> Outcome:
    """Lay one change over a rule of the pack. What it did in words, or every fault in it."""
    rule = draft.find(kind_of(change.data), change.data["id"])
    if rule is None:
        return [draft.unknown(change, "id", kind_of(change.data), change.data["id"])]
    return _LAY[change.data["change"]](change, rule, draft, safety)


def _prior(change: Entry, rule: Data, draft: Draft, _: Safety) -> Outcome:
    said = change.data
    fresh = {s: said[s] for s in SETTINGS if s in said and said[s] != rule["prior"][s]}
    if not fresh:
        return [change.fault((), "It changes nothing.", "Name a setting and a tier other than the pack's.")]
    certificate = {key: said[key] for key in ("because", "grade", "sources") if key in said}
    tiers = {setting: rule["prior"][setting] for setting in SETTINGS}
    draft.replace("conditions", said["id"], {**rule, "prior": {**tiers, **fresh, **certificate}})
    words = (f"{SETTINGS[s]} {_spelt(tier)} (was {_spelt(rule['prior'][s])})" for s, tier in fresh.items())
    return f"Prior: {', '.join(words)}."


def _level(change: Entry, rule: Data, draft: Draft, _: Safety) -> Outcome:
    said, kind = change.data, kind_of(change.data)
    old = rule if kind == "red_flags" else rule["referral"]
    to = str(said.get("to", old["to"]))
    if draft.find("services", to) is None:
        return [draft.unknown(change, "to", "services", to)]
    if Level.of(said["level"]) <= Level.of(old["level"]):
        message = f"An overlay may raise a level, never lower it: the pack says {old['level']}."
        return [change.fault(("level",), message, "Name a higher level, or remove the change.")]
    new = {**old, "level": said["level"], "to": to}
    if kind == "conditions":
        kept = {key: value for key, value in new.items() if key != "sources"}
        new = {**rule, "referral": {**kept, "because": said["because"], "grade": "expert_estimate"}}
    draft.replace(kind, said["id"], new)
    elsewhere = f", to {_service(draft, to)}" if to != old["to"] else ""
    return f"Referral level: {_spelt(said['level'])} (was {_spelt(old['level'])}){elsewhere}."


def _service(draft: Draft, name: str) -> str:
    return str((draft.find("services", name) or {})["label"])


def _rename(change: Entry, rule: Data, draft: Draft, _: Safety) -> Outcome:
    if change.data["label"] == rule["label"]:
        return [change.fault(("label",), "It changes nothing.", "Give the name in use here, or remove the change.")]
    draft.replace("services", change.data["id"], {**rule, "label": change.data["label"]})
    return f"Called {change.data['label']} (was {rule['label']})."


def _unavailable(change: Entry, rule: Data, draft: Draft, _: Safety) -> Outcome:
    ask = change.data["ask"].rstrip(".")
    draft.replace("workup", change.data["id"], {**rule, "elsewhere": ask})
    return f"Not available here; ask {ask}."


def _limits(change: Entry, rule: Data, draft: Draft, safety: Safety) -> Outcome:
    faults = list(check_change(change, draft, safety))
    if faults:
        return faults
    field = change.data["field"]
    old, new = limits_of(rule, field), list(change.data["from"])
    draft.replace("findings", change.data["id"], with_limits(rule, change.data))
    value = field.removeprefix("results.")
    return f"Limits on {value}: {_limit_words(new)} (was {_limit_words(old)})."


def _limit_words(limits: list[Data]) -> str:
    return "; ".join(_one_limit(limit) for limit in limits)


def _one_limit(limit: Data) -> str:
    bounds = [f"{word} {limit[key]:g}" for key, word in (("at_least", "from"), ("below", "below")) if key in limit]
    patients = limit.get("for", {})
    ages = [
        f"{word} {patients[key]:g} years"
        for key, word in (("age_at_least", "from"), ("age_below", "under"))
        if key in patients
    ]
    who = " ".join([*([patients["sex"]] if "sex" in patients else []), *ages])
    return " ".join(bounds) + (f" ({who})" if who else "")


def _names(change: Entry, rule: Data, draft: Draft, _: Safety) -> Outcome:
    faults = list(taken_names(change, draft, "medications", change.data["id"]))
    if faults:
        return faults
    synonyms = list(change.data.get("synonyms", ()))
    brands = {**rule.get("brands", {})}
    for region, names in change.data.get("brands", {}).items():
        brands[region] = [*brands.get(region, ()), *names]
    more = {"synonyms": [*rule.get("synonyms", ()), *synonyms], "brands": brands}
    draft.replace("medications", change.data["id"], {**rule, **more})
    fresh = [*synonyms, *(name for names in change.data.get("brands", {}).values() for name in names)]
    return f"Also known here as {', '.join(fresh)}."


def _spelt(word: str) -> str:
    return word.replace("_", " ")


_LAY: Mapping[str, Callable[[Entry, Data, Draft, Safety], Outcome]] = {
    "prior": _prior,
    "level": _level,
    "service": _rename,
    "test": _unavailable,
    "limits": _limits,
    "names": _names,
}

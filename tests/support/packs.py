"""Small made-up rules, as the documents that rule files hold. Everything not given has a plain default."""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import yaml

from service.engine.pack import Knowledge
from service.loader.compile import compile_knowledge
from service.loader.files import KINDS, RuleFile
from service.loader.strict_yaml import Document

Rule = dict[str, Any]
# kind -> its entries; for pack, scale and referral the one document.
Rules = dict[str, list[Rule]]

WHY = {"because": "Made up for a test of the model.", "grade": "expert_estimate"}
WIDTHS = {"guideline": 0.35, "review": 0.35, "cohort": 0.35, "case_series": 0.5, "expert_estimate": 0.7}
# Kinds that are one document, or that a pack may lack.
WHOLE = ("pack", "scale", "referral", "retired", "calibration")
ADVICE = [{"text": "Come back when it changes.", "when": "routine"}]
SALT: Rule = {
    "id": "salt",
    "label": "Salt",
    "unit": "mmol/L",
    "factors": {"mmol/L": 1},
    "possible": [0.1, 9],
    "loinc": [],
    **WHY,
}


def finding(name: str, percent: float = 20, kind: str = "symptom", **more: object) -> Rule:
    """A finding with its background in percent."""
    question = {"question": f"Is there {name}?"} if kind not in ("demographic", "course", "site", "result") else {}
    background = {"percent": percent, **WHY}
    return {"id": name, "label": f"The {name}", "kind": kind, "background": background, "codes": {}, **question, **more}


def group(name: str, kind: str, **more: object) -> Rule:
    """A family of findings."""
    return {"id": name, "label": name, "kind": kind, "because": "Made up for a test.", **more}


def condition(
    name: str, percents: Mapping[str, float | str], *, level: str = "routine", prior: str = "common", **more: object
) -> Rule:
    """A card. A number is a percent, a word a frequency class."""
    return {
        "id": name,
        "label": f"The {name}",
        "summary": "Made up for a test.",
        "status": "in_use",
        "reviewed": None,
        "category": "nerve",
        "must_not_miss": False,
        "benign": False,
        "codes": {},
        "prior": {"primary_care": prior, "neurology_clinic": "rare", "emergency_department": "uncommon", **WHY},
        "referral": {"level": level, "to": "neurology", **WHY},
        "profiles": {},
        "findings": [{"finding": f, _scale_of(p): p, **WHY} for f, p in percents.items()],
        "workup": [],
        "safety_net": ADVICE,
        **more,
    }


def profile(percents: Mapping[str, float], **more: object) -> Rule:
    """One family's percents on a card."""
    return {"percents": dict(percents), **WHY, **more}


def requirement(name: str, status: str = "absent") -> Rule:
    """A fact that a reassuring label needs."""
    return {"finding": name, "is": status, "because": "It would change everything."}


def red_flag(name: str, when: Rule, level: str = "urgent", **more: object) -> Rule:
    """A floor under the referral level."""
    cases = {"fires": [{}], "almost": [{}]}
    return {"id": name, "label": name, "level": level, "to": "neurology", "when": when, **WHY, **cases, **more}


def screen(name: str, absent: Iterable[str]) -> Rule:
    """A statement that stands for absent findings."""
    return {"id": name, "label": f"Screen {name}", "absent": list(absent), "because": "Made up for a test."}


def test_rule(name: str, **more: object) -> Rule:
    """An investigation."""
    return {"id": name, "label": name, "indication": "When in doubt.", "codes": {}, **WHY, **more}


test_rule.__test__ = False


def effort(minutes: float, cost: str = "none") -> Rule:
    """What a step takes."""
    return {"minutes": minutes, "cost": cost, **WHY}


def suggest(test: str, priority: str) -> Rule:
    """A rule's wish for a test."""
    return {"test": test, "priority": priority, **WHY}


def rules(
    *,
    findings: list[Rule],
    conditions: list[Rule],
    scope: Rule | None = None,
    constants: Rule | None = None,
    **more: Any,
) -> Rules:
    """A whole pack. `scope` is a `when`; without one, anything is in scope that has its first finding known or not."""
    first = {"finding": findings[0]["id"]}
    anything = {"any": [{**first, "is": word} for word in ("present", "absent", "unknown")]}
    kinds = {kind: list(more.pop(kind, [])) for kind in KINDS if kind not in WHOLE}
    assert not more, f"no such kinds: {more}"
    whole = {"pack": [_pack(scope or anything)], "scale": [scale(constants or {})], "referral": [REFERRAL]}
    return {**kinds, **whole, "findings": findings, "conditions": conditions}


def compiled(documents: Rules) -> Knowledge:
    """The knowledge in rules that need no checking."""
    return compile_knowledge([file for kind, found in documents.items() for file in files(kind, found)], "0" * 64)


def write(folder: Path, documents: Rules) -> Path:
    """The rules as files below `folder`."""
    for kind, key in KINDS.items():
        for place, rule in enumerate(documents.get(kind, []) if key is None else [{key: documents.get(kind, [])}]):
            alone = kind in ("conditions", "movements")
            path = folder / kind / f"{rule.get('id', place)}.yaml" if alone else folder / f"{kind}.yaml"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(yaml.dump(rule, Dumper=Plain, sort_keys=False), "utf-8")
    return folder


class Plain(yaml.SafeDumper):
    """Writes a value out each time it stands, as rules must."""

    def ignore_aliases(self, data: object) -> bool:  # noqa: ARG002
        return True


def scale(constants: Mapping[str, float]) -> Rule:
    """The scale with some constants changed."""
    usual = {
        "lowest-percent": 0.5,
        "highest-percent": 99,
        "group-discount": 0.5,
        "must-not-miss-margin": 3,
        "must-not-miss-probability": 0.01,
        "certainty-clear": 0.8,
        "certainty-leaning": 0.4,
        "certainty-telling-points": 3,
        "certainty-telling-facts": 4,
        "certainty-least-evidence": 15,
        "certainty-contradiction-points": 6,
        "certainty-contradiction-share": 0.33,
        "certainty-rarely-together": 0.4,
        "certainty-close-call": 3,
        "movement-settled-probability": 0.8,
        "movement-settled-times": 2,
    }
    return {
        "classes": {
            "obligate": 100,
            "very_frequent": 90,
            "frequent": 55,
            "occasional": 17,
            "very_rare": 2,
            "excluded": 0,
        },
        "tiers": {"very_common": 12, "common": 4, "uncommon": 1, "rare": 0.2, "very_rare": 0.03, "exceptional": 0.005},
        "constants": [{"id": name, "value": value, **WHY} for name, value in {**usual, **constants}.items()],
        "uncertainty": {"weights": dict(WIDTHS), "prior": 0.8, **WHY},
        "effort": {"question": effort(0.5), "sign": effort(1.5)},
    }


def _scale_of(percent: float | str) -> str:
    return "class" if isinstance(percent, str) else "percent"


def files(kind: str, found: list[Rule]) -> list[RuleFile]:
    key = KINDS[kind]
    contents = found if key is None else [{key: found}]
    return [RuleFile(kind, f"rules/{kind}.yaml", Document(content, None, ())) for content in contents]


def _level(name: str, threshold: float | None) -> Rule:
    bound = {"threshold": threshold} if threshold is not None else {}
    return {"id": name, "label": name, "within": "a while", **bound, **WHY, "safety_net": ADVICE}


REFERRAL = {
    "levels": [
        _level("emergency", 0.3),
        _level("urgent", 0.25),
        _level("routine", 0.4),
        _level("primary_care", 0.5),
        _level("self_care", None),
    ],
    "services": [{"id": name, "label": name} for name in ("emergency-department", "neurology", "general-practice")],
}


def _pack(scope: Rule) -> Rule:
    purposes = ("purpose", "user", "population", "limits", "not_for")
    return {
        "version": "2026.1.0",
        "released": "2026-01-01",
        "developer": "A test",
        "regulatory_status": "None.",
        "intended_use": dict.fromkeys(purposes, "Only for tests of the model."),
        "scope": {"when": scope, "because": "Made up for a test."},
    }

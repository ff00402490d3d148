"""The performance statement that the service shows, as data: `service/performance.json`, written and never typed.

`make evaluate ARGS=--doc` writes it beside the page of figures, `python -m evaluation --statement` alone.
"""

import json
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from evaluation.brier import Bin, Mean
from evaluation.doc import PAGE
from evaluation.figures import Share
from evaluation.sections import Sections
from evaluation.trust import Trust

Json = dict[str, Any]

STATEMENT = Path(__file__).resolve().parents[1] / "service" / "performance.json"
COMMAND = "make evaluate ARGS=--doc"
GAPS = "## Known gaps"
# The sections of the statement: what a group is by, and how its name begins among the sections. The first of a
# section's names that fits is taken, so the longer beginnings stand first.
GROUPS = {
    "all": "service",
    "level": "level: ",
    "sex": "sex: ",
    "age": "age: ",
    "collection": "collection: ",
    "kind_of_source": "kind: ",
    "certainty": "certainty: ",
    "certainty_held_out": "certainty, held-out: ",
    "baseline": "baseline: ",
    "baseline_held_out": "baseline, held-out: ",
    "after_investigations": "with investigations",
    "apart": "apart: ",
}


def statement(about: dict[str, str], sections: Sections, found: Trust, gaps: Sequence[str]) -> Json:
    """The whole statement. Shares and their 95 % Wilson intervals are fractions, 0-1."""
    return {
        "statement": "Vignettes, not patients.",
        "command": COMMAND,
        "knowledge": about,
        "cases": sections["service"]["strict top-1"].of,
        "groups": list(_groups(sections)),
        "reliability": [
            {"probabilities": name, "bins": [_bin(one) for one in inside]} for name, inside in found.bins.items()
        ],
        "brier": [
            {"cases": name, "first_condition": _mean(first), "all_conditions": _mean(every)}
            for name, (first, every) in found.scores.items()
        ],
        "known_gaps": list(gaps),
    }


def write_statement(path: Path, made: Json) -> None:
    """One group or bin a line, so that a change of a figure shows as one changed line."""
    path.write_text(_lines(made) + "\n", "utf-8")


def known_gaps(page: Path = PAGE) -> list[str]:
    """The known gaps as the page of figures lists them. Raises ValueError where it lists none."""
    _, _, after = page.read_text("utf-8").partition(f"{GAPS}\n")
    section = after.partition("\n## ")[0].strip()
    gaps = [" ".join(item.split()) for item in f"\n{section}".split("\n- ")[1:]]
    if not gaps:
        raise ValueError(f"{page.name} has no list under {GAPS!r}.")
    return gaps


def _groups(sections: Sections) -> Iterator[Json]:
    for by, start in GROUPS.items():
        for title, found in sections.items():
            if title.startswith(start):
                name = title.removeprefix(start) or "all"
                yield {"by": by, "name": name, "figures": {key: _share(one) for key, one in _named(found)}}


def _named(found: dict[str, Share]) -> Iterable[tuple[str, Share]]:
    """Figures under names that a program can read: `strict top-1` is strict_top_1."""
    return ((name.replace(" ", "_").replace("-", "_"), one) for name, one in found.items())


def _share(one: Share) -> Json:
    low, high = one.interval or (None, None)
    return {"hits": one.hits, "of": one.of, "share": _round(one.value), "low": _round(low), "high": _round(high)}


def _round(value: float | None) -> float | None:
    return None if value is None else round(value, 4)


def _bin(one: Bin) -> Json:
    return {"from": one.low, "to": one.high, "mean": round(one.mean, 4), "right": _share(one.right)}


def _mean(one: Mean) -> Json:
    return {"score": round(one.value, 4), "low": round(one.low, 4), "high": round(one.high, 4), "of": one.of}


def _lines(made: Json) -> str:
    parts = [f" {json.dumps(key)}: {_value(value)}" for key, value in made.items()]
    return "{\n" + ",\n".join(parts) + "\n}"


def _value(value: Any) -> str:
    if not isinstance(value, list):
        return json.dumps(value, ensure_ascii=False)
    return "[\n" + ",\n".join(f"  {json.dumps(item, ensure_ascii=False)}" for item in value) + "\n ]"

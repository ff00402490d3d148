"""Release: the answers that were released last, on record, and which differences a changelog has not named.

The record holds, for each case, the first condition, whether what is right was among the first three, and the referral;
and the level of each red flag. A difference has a name, such as `gen-rabies-48m referral: urgent → emergency`, and
counts as acknowledged where that very name stands under a heading *Knowledge* of what came after the recorded release.
"""

import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from evaluation.diff_answers import Answer, answers
from evaluation.diff_cases import all_cases
from service.engine.pack import Knowledge

RECORD = Path(__file__).with_name("released.json")
CHANGELOG = Path(__file__).resolve().parents[1] / "CHANGELOG.md"
TOP = 3
REFUSED = "refused"

Record = dict[str, Any]


def record_of(knowledge: Knowledge) -> Record:
    """What is to be put on record of a knowledge."""
    cases = all_cases()
    found = answers(knowledge, cases)
    return {
        "knowledge": {"version": knowledge.about.version, "sha256": knowledge.about.sha256},
        "red_flags": {name: flag.level.word for name, flag in knowledge.red_flags.items()},
        "cases": {case["id"]: case_of(found[case["id"]], judged=bool(case["right"])) for case in cases},
    }


def case_of(answer: Answer, *, judged: bool) -> Record:
    """One case on record. `top_three` is null where nothing is right: the healthy have no diagnosis."""
    if "refused" in answer:
        return {"first": REFUSED, "top_three": None, "referral": REFUSED}
    near = answer["place"] is not None and answer["place"] <= TOP
    first = next(iter(answer["order"]), "none")
    return {"first": first, "top_three": near if judged else None, "referral": answer["level"]}


def write(record: Record, path: Path = RECORD) -> None:
    """Put on record, a line a case, so that a reviewer sees what changed."""
    heads = [f'"knowledge": {json.dumps(record["knowledge"])}']
    for part in ("red_flags", "cases"):
        lines = ",\n".join(f"  {json.dumps(k)}: {json.dumps(v)}" for k, v in sorted(record[part].items()))
        heads.append(f'"{part}": {{\n{lines}\n}}')
    path.write_text("{\n" + ",\n".join(heads) + "\n}\n", "utf-8")


def read(path: Path = RECORD) -> Record | None:
    """What is on record, or None where nothing is."""
    if not path.is_file():
        return None
    found: Record = json.loads(path.read_text("utf-8"))
    return found


def differences(before: Record, after: Record) -> Iterator[str]:
    """The name of every difference: cases that both have, and red flags that either has."""
    flags = (before["red_flags"], after["red_flags"])
    for name in sorted(flags[0].keys() | flags[1].keys()):
        yield from _named(f"red flag {name}", flags[0].get(name, "none"), flags[1].get(name, "none"))
    for name in sorted(before["cases"].keys() & after["cases"].keys()):
        yield from case_differences(name, before["cases"][name], after["cases"][name])


def case_differences(name: str, old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[str]:
    """The name of every difference of one case. What was or is refused has no place and no referral to compare."""
    if REFUSED in (old["first"], new["first"]):
        yield from _named(f"{name} first", old["first"], new["first"])
        return
    yield from _named(f"{name} first", old["first"], new["first"])
    words = {True: "in", False: "out", None: "unjudged"}
    yield from _named(f"{name} top three", words[old["top_three"]], words[new["top_three"]])
    yield from _named(f"{name} referral", old["referral"], new["referral"])


def _named(what: str, old: str, new: str) -> Iterator[str]:
    if old != new:
        yield f"{what}: {old} → {new}"


def unacknowledged(names: list[str], changelog: str, version: str) -> list[str]:
    """The differences that no Knowledge heading newer than the recorded version names."""
    text = _plain(newer_knowledge(changelog, version))
    return [name for name in names if _plain(name) not in text]


def newer_knowledge(changelog: str, version: str) -> str:
    """What stands under headings *Knowledge*, down to the release that has the recorded version."""
    released = re.search(rf"^## .*\bknowledge {re.escape(version)}\s*$", changelog, re.MULTILINE)
    newer = changelog[: released.start()] if released else changelog
    return "\n".join(re.findall(r"^### Knowledge$(.*?)(?=^##|\Z)", newer, re.MULTILINE | re.DOTALL))


def _plain(text: str) -> str:
    """Without code marks and line ends, so that a name may be wrapped or quoted."""
    return " ".join(text.replace("`", "").replace("->", "→").split())

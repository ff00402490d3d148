"""Why: which rules explain a changed answer, from fired flags, evidence and points of both sides."""

from collections.abc import Iterator, Mapping, Sequence

from evaluation.diff_answers import Answer
from evaluation.diff_rules import Change, Key

# Decibans under which a difference explains nothing, and how many reasons are told of each case.
WORTH = 0.5
MOST = 6

Changes = Mapping[Key, Change]


def concerned(before: Answer, after: Answer, right: Sequence[str]) -> list[str]:
    """The conditions whose points explain a change: the first of each side, and what is right."""
    shown = {*before.get("order", ())[:3], *after.get("order", ())[:3]}
    return sorted({*before.get("order", ())[:1], *after.get("order", ())[:1], *(shown & set(right)), *right[:1]})


def reasons(before: Answer, after: Answer, changes: Changes) -> list[str]:
    """The rules that differ and contributed, those of the referral first, then by weight."""
    if "refused" in before or "refused" in after:
        return list(_refused(before, after))
    found = [
        *_flags(before, after, changes),
        *_levels(before, after, changes),
        *_evidence(before, after, changes),
        *_points(before, after, changes),
    ]
    return list(dict.fromkeys(found))[:MOST] or ["no single rule: many small differences, or the code"]


def _refused(before: Answer, after: Answer) -> Iterator[str]:
    for word, answer in (("before", before), ("after", after)):
        if "refused" in answer:
            yield f"not understood {word}: {', '.join(answer['refused'])}"


def _flags(before: Answer, after: Answer, changes: Changes) -> Iterator[str]:
    for name in sorted(before["flags"].keys() | after["flags"].keys()):
        old, new = before["flags"].get(name), after["flags"].get(name)
        if old != new:
            yield f"red flag {name}: {old or 'silent'} → {new or 'silent'}{_how(changes, ('red_flags', name))}"


def _levels(before: Answer, after: Answer, changes: Changes) -> Iterator[str]:
    """Cards that send their patients elsewhere now, or need other facts before they may reassure."""
    if before["level"] == after["level"]:
        return
    for name in dict.fromkeys((*after["order"], *before["order"])):
        card = changes.get(("conditions", name))
        for path, (old, new) in card.telling.items() if card else ():
            if path == "referral/level" or path.startswith("earned_when/"):
                yield f"condition {name}, {path}: {old or 'none'} → {new or 'none'}  [{card.file if card else ''}]"


def _evidence(before: Answer, after: Answer, changes: Changes) -> Iterator[str]:
    words = {True: "present", False: "absent", None: "unknown"}
    for name in sorted(before["evidence"].keys() | after["evidence"].keys()):
        old, new = before["evidence"].get(name), after["evidence"].get(name)
        if old is not new:
            how = _how(changes, ("findings", name)) or _screened(changes, name)
            yield f"finding {name}: {words[old]} → {words[new]}{how}"


def _screened(changes: Changes, finding: str) -> str:
    """The screens that stand for a finding now, or did."""
    for (kind, name), change in changes.items():
        absent = [set((side or {}).get("absent", ())) for side in (change.before, change.after)]
        if kind == "screens" and finding in absent[0] ^ absent[1]:
            return f"  [{change.file}: {name}]"
    return ""


def _points(before: Answer, after: Answer, changes: Changes) -> Iterator[str]:
    rows: list[tuple[float, str]] = []
    for name in sorted(before["points"].keys() | after["points"].keys()):
        old, new = before["points"].get(name), after["points"].get(name)
        if old is None or new is None:
            rows.append((99, f"condition {name} {'added' if old is None else 'removed'}"))
            continue
        for part in sorted(old.keys() | new.keys()):
            moved = new.get(part, 0.0) - old.get(part, 0.0)
            if abs(moved) >= WORTH:
                told = f"condition {name}, {part}: {old.get(part, 0.0):+.1f} → {new.get(part, 0.0):+.1f} points"
                rows.append((abs(moved), told + _cause(changes, name, part)))
    yield from (told for _, told in sorted(rows, key=lambda row: (-row[0], row[1])))


def _cause(changes: Changes, condition: str, part: str) -> str:
    """Where the difference stands: on the card, or at the finding, whose background serves every card."""
    card = changes.get(("conditions", condition))
    steps = part.removeprefix("combination ").split()[0]
    if card and any(steps in path.split("/") for path in card.telling):
        return f"  [{card.file}]"
    finding = changes.get(("findings", part))
    return f"  [{finding.file}: {', '.join(finding.telling)}]" if finding and finding.telling else ""


def _how(changes: Changes, key: Key) -> str:
    change = changes.get(key)
    if change is None:
        return ""
    if change.before is None or change.after is None:
        return f"  [{change.file}: {'added' if change.before is None else 'removed'}]"
    return f"  [{change.file}: {', '.join(change.telling)}]" if change.telling else ""

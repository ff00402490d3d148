"""`python -m evaluation.diff` tells what a change of rules does to the answers, and by which rule.

`--from` and `--to` name git revisions or folders of rules (as they come: HEAD and the rules here). `--check` compares
the answers with those of the last release and fails where the changelog does not name a difference; `--record` puts
them on record, at a release.
"""

import argparse
import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from evaluation import diff_release
from evaluation.diff_answers import Answer
from evaluation.diff_cases import Case, all_cases
from evaluation.diff_release import case_differences, case_of
from evaluation.diff_rules import Change, compare, told
from evaluation.diff_sides import Side, SideError, open_side
from evaluation.diff_why import concerned, reasons
from service.loader.files import digest
from service.loader.load import RULES, load


def main(arguments: list[str] | None = None) -> int:
    """Run one of the three; status 1 where the check finds a difference nobody named, or a side cannot be read."""
    chosen = _parse(arguments)
    if chosen.record:
        return _record(chosen.rules, chosen.released)
    if chosen.check:
        return _check(chosen.rules, chosen.released, chosen.changelog)
    with TemporaryDirectory() as first, TemporaryDirectory() as second:
        try:
            sides = (open_side(chosen.before, Path(first)), open_side(chosen.after, Path(second)))
            return _tell(*sides, all_cases())
        except SideError as error:
            sys.stderr.write(f"{error}\n")
            return 1


def _parse(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m evaluation.diff", description=__doc__)
    parser.add_argument("--from", dest="before", default="HEAD", help="git revision or folder of rules (HEAD)")
    parser.add_argument("--to", dest="after", help="git revision or folder of rules (the rules here)")
    parser.add_argument("--check", action="store_true", help="compare with the last release and its changelog")
    parser.add_argument("--record", action="store_true", help="put the answers on record as those of a release")
    parser.add_argument("--rules", type=Path, default=RULES, help="the rules to check or record")
    parser.add_argument("--released", type=Path, default=diff_release.RECORD, help="the record of the last release")
    parser.add_argument("--changelog", type=Path, default=diff_release.CHANGELOG, help="the changelog")
    return parser.parse_args(arguments)


def _record(rules: Path, path: Path) -> int:
    record = diff_release.record_of(load(rules))
    diff_release.write(record, path)
    sys.stdout.write(f"On record: {len(record['cases'])} cases under knowledge {record['knowledge']['version']}.\n")
    return 0


def _check(rules: Path, path: Path, changelog: Path) -> int:
    released = diff_release.read(path)
    if released is None:
        sys.stdout.write(f"There is no record of the last release at {path}. Run `make release-record` at a release.\n")
        return 1
    if released["knowledge"]["sha256"] == digest(rules):
        return 0
    names = list(diff_release.differences(released, diff_release.record_of(load(rules))))
    text = changelog.read_text("utf-8")
    missing = diff_release.unacknowledged(names, text, released["knowledge"]["version"])
    if missing:
        sys.stdout.write("Differences from the last release that CHANGELOG.md does not name under Knowledge:\n")
        sys.stdout.write("".join(f"- `{name}`\n" for name in missing))
        sys.stdout.write(f"{len(missing)} of {len(names)}. Give each its reason, or mend the rule.\n")
    return 1 if missing else 0


def _tell(before: Side, after: Side, cases: Sequence[Case]) -> int:
    say = sys.stdout.write
    changes = compare(before.rules, after.rules)
    say(f"Rules: {before.name} → {after.name}\n")
    _say_rules(changes, before, after)
    older = [side.name for side in (before, after) if side.own_code]
    if older:
        say(f"\nThe code here cannot read the rules of {older[0]}; its own code answers, so code differs too.\n")
    _say_cases(before, after, cases, changes)
    return 0


def _say_rules(changes: Sequence[Change], before: Side, after: Side) -> None:
    for change in changes:
        sys.stdout.write("".join(f"{line}\n" for line in told(change, before.rules, after.rules)))
    counts = Counter("added" if c.before is None else "removed" if c.after is None else "changed" for c in changes)
    sys.stdout.write(f"{', '.join(f'{counts[word]} {word}' for word in ('added', 'removed', 'changed'))}.\n")


def _say_cases(before: Side, after: Side, cases: Sequence[Case], changes: Sequence[Change]) -> None:
    first, second = before.ask(cases, None), after.ask(cases, None)
    found = {case["id"]: _names(case, first[case["id"]], second[case["id"]]) for case in cases}
    moved = [case for case in cases if found[case["id"]]]
    wanted = {c["id"]: concerned(first[c["id"]], second[c["id"]], c["right"]) for c in moved}
    old, new = before.ask(moved, wanted), after.ask(moved, wanted)
    by_key = {change.key: change for change in changes}
    sys.stdout.write(f"\nAnswers: {len(moved)} of {len(cases)} cases differ.\n")
    for case in moved:
        name = case["id"]
        sys.stdout.write("".join(f"{line}\n" for line in found[name]))
        sys.stdout.write("".join(f"    {why}\n" for why in reasons(old[name], new[name], by_key)))


def _names(case: Case, old: Answer, new: Answer) -> list[str]:
    judged = bool(case["right"])
    return list(case_differences(case["id"], case_of(old, judged=judged), case_of(new, judged=judged)))


if __name__ == "__main__":
    sys.exit(main())

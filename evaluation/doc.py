"""The figures' block of `docs/evaluation.md`: written by `make evaluate ARGS=--doc`, never by hand."""

from collections.abc import Iterable, Iterator
from pathlib import Path

from evaluation.leave_out import fold_lines, source_lines
from evaluation.markdown import table
from evaluation.sections import Sections
from evaluation.trust import Trust

BEGIN, END = "<!-- figures: begin -->", "<!-- figures: end -->"
PAGE = Path(__file__).resolve().parents[1] / "docs" / "evaluation.md"
RANKING = ("strict top-1", "strict top-3", "lenient top-1", "lenient top-3", "lenient top-5")
REFERRAL = ("referral exact", "referral strictly safe", "referral over", "emergency recall")
MAIN = "`make evaluate`"
LEFT_OUT = "`python -m evaluation.leave_out`"


class NoBlockError(ValueError):
    """The page has not exactly one block of figures."""


def rewrite(page: Path, lines: Iterable[str]) -> None:
    """Put these lines in place of the block of a page. Raises NoBlockError where the page has none."""
    text = page.read_text("utf-8")
    if text.count(BEGIN) != 1 or text.count(END) != 1 or text.index(BEGIN) > text.index(END):
        raise NoBlockError(f"{page.name} needs one {BEGIN} and after it one {END}.")
    before, after = text.split(BEGIN)[0], text.split(END)[1]
    page.write_text(f"{before}{BEGIN}\n" + "\n".join(lines) + f"\n{END}{after}", "utf-8")


def block(about: dict[str, str], sections: Sections, found: Trust, rules: Path) -> Iterator[str]:
    """All figures as Markdown, each table under the command that printed it."""
    yield f"Knowledge {about['version']}, {about['sha256'][:12]}. Shares with 95 % Wilson intervals and counts."
    yield from _tables("By collection", MAIN, sections, ("service", "collection: "))
    yield from _tables("Baselines", MAIN, sections, ("baseline",))
    yield from _tables("By the right referral level", MAIN, sections, ("level: ",))
    yield from _tables("By sex and age", MAIN, sections, ("sex: ", "age: "))
    yield from _tables("By kind of source", MAIN, sections, ("kind: ",))
    yield from _tables("By what the answer says of its own certainty", MAIN, sections, ("certainty",))
    yield from _tables("With investigations, and cases kept apart", MAIN, sections, ("with investigations", "apart: "))
    yield from _trust(found)
    yield from _titled("Leaving one collection or kind of source out", LEFT_OUT, fold_lines(rules))
    yield from _titled("Taking one source of the rules away", LEFT_OUT, source_lines(rules))


def _titled(title: str, command: str, lines: Iterable[str]) -> Iterator[str]:
    yield from ("", f"### {title}", "", f"Printed by {command}.", "")
    yield from lines


def _tables(title: str, command: str, sections: Sections, starts: tuple[str, ...]) -> Iterator[str]:
    chosen = {name: found for name, found in sections.items() if name.startswith(starts)}
    yield from _titled(title, command, _rows(chosen, RANKING))
    yield ""
    yield from _rows(chosen, REFERRAL)


def _rows(sections: Sections, names: tuple[str, ...]) -> Iterator[str]:
    return table(("", *names), ((title, *(found[name] for name in names)) for title, found in sections.items()))


def _trust(found: Trust) -> Iterator[str]:
    heads = ("cases, probabilities", "Brier, first condition", "Brier, all conditions")
    scores = ((name, first, every) for name, (first, every) in found.scores.items())
    yield from _titled(
        "Do the probabilities keep their word?", f"{MAIN}, which also draws build/reliability.svg", table(heads, scores)
    )
    for name, inside in found.bins.items():
        yield ""
        rows = ((f"{b.low:.1f} to {b.high:.1f}", f"{b.mean:.2f}", b.right) for b in inside)
        yield from table((f"probability, {name}", "mean", "first condition right"), rows)

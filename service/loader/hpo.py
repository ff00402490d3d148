"""The ontology table beside the rules: which HPO term is a kind of which. Written by `make hpo`."""

from pathlib import Path

TABLE = "hpo_is_a.tsv"
PREFIX = "HP:"


def read_table(folder: Path) -> dict[str, tuple[str, ...]]:
    """HPO id -> ids of its parents; of an old or other id, the term that replaces it. Empty without a table."""
    path = folder / TABLE
    if not path.is_file():
        return {}
    table: dict[str, tuple[str, ...]] = {}
    for line in path.read_text("utf-8").splitlines():
        if line and not line.startswith("#"):
            term, _, parents = line.partition("\t")
            table[PREFIX + term] = tuple(PREFIX + parent for parent in parents.lstrip("=").split(",") if parent)
    return table

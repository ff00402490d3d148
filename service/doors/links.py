"""Where an entry's page stands in the knowledge book, as a path on this service."""

BOOK = "/knowledge"


def page_of(kind: str, name: str) -> str:
    """The page of one entry; `kind` as in the paths of the API: conditions, findings, red-flags, tests …."""
    return f"{BOOK}/{kind}/{name}"

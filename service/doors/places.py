"""Where in the caller's document a status came from: the engine's field names as RFC 6901 pointers that resolve."""

from service.engine.history import History

# What the engine computes from the whole of these stands nowhere in the document; the part itself does.
_WHOLE = ("sites", "medications", "exposures", "frequency", "duration")


def place_of(history: History, pointer: str, at: str = "") -> str:
    """An origin's pointer as one into the document that holds the history at `at`."""
    measured = {f"/results/{result.analyte}": result.pointer for result in history.results}
    head = pointer.split("/")[1]
    return at + measured.get(pointer, f"/{head}" if head in _WHOLE else pointer)

"""The requests of the bench: varied histories, since one repeated input flatters."""

import json
from functools import cache

from evaluation.vignettes import load_vignettes

COUNT = 64


@cache
def bodies() -> list[bytes]:
    """So many published histories, spread evenly over all of them, as request bodies."""
    vignettes = load_vignettes()
    chosen = vignettes[:: max(1, len(vignettes) // COUNT)][:COUNT]
    return [json.dumps(vignette.request, ensure_ascii=False).encode() for vignette in chosen]

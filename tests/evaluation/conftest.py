"""Cases in one line, for the arithmetic of the evaluation."""

from collections.abc import Callable
from typing import Any

import pytest

from evaluation.vignettes import Vignette

Make = Callable[..., Vignette]


@pytest.fixture
def case() -> Make:
    """A vignette in which only what matters is given."""

    def make(name: str = "x", **more: Any) -> Vignette:
        plain: dict[str, Any] = {
            "id": name,
            "collection": "general",
            "title": "t",
            "source_title": "s",
            "source_kind": "case-report",
            "source_url": None,
            "request": {"associated_symptoms": [{"finding": "twitching"}]},
            "after_workup": None,
            "diagnosis": "als",
            "accepted": frozenset(),
            "referral": "urgent",
        }
        return Vignette(**{**plain, **more})

    return make

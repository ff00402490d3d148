"""Made-up kinds of movement."""

from collections.abc import Mapping
from typing import Any

from tests.support import packs

Rule = dict[str, Any]


def movement(
    name: str, share: float, signs: Mapping[str, float], names: Mapping[str, float], finding: str | None = None
) -> Rule:
    """A kind with its share, its signs and its names, all in percent."""
    stands = {"finding": finding} if finding else {}
    return {
        "id": name,
        "label": f"The {name}",
        "summary": "Made up for a test.",
        **stands,
        "prior": {"percent": share, **packs.WHY},
        "names": {"percents": dict(names), "otherwise": 1, **packs.WHY},
        "discriminators": [{"finding": sign, "percent": percent, **packs.WHY} for sign, percent in signs.items()],
        "settled_by": {"findings": list(signs)[:1]},
    }

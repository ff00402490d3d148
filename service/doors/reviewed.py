"""Whether a clinician has reviewed a rule, as a fact and as a sentence."""

from collections.abc import Mapping
from typing import Any

NOT_REVIEWED = "Not yet reviewed by a clinician."


def review_of(reviewed: Mapping[str, str] | None) -> dict[str, Any]:
    """Who reviewed a rule and when (None: nobody yet), and the same in words."""
    if not reviewed:
        return {"reviewed": None, "review": NOT_REVIEWED}
    return {"reviewed": dict(reviewed), "review": f"Reviewed by {reviewed['by']}, {reviewed['date']}."}

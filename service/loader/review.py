"""A review holds for a rule as it was read: once the rule is changed, the name of its reviewer must go."""

import json
from collections.abc import Iterable, Iterator
from hashlib import sha256
from typing import Any

from service.loader.fault import Fault
from service.loader.files import Entry

# Hexadecimal digits: a changed rule shall not look reviewed by chance or slip; nobody forges names here.
DIGITS = 16


def fingerprint(rule: dict[str, Any]) -> str:
    """The digest of all that a reviewer of a rule has read: the whole rule but the review itself."""
    read = {key: value for key, value in rule.items() if key != "reviewed"}
    text = json.dumps(read, ensure_ascii=False, sort_keys=True)
    return sha256(text.encode()).hexdigest()[:DIGITS]


def check_reviews(entries: Iterable[Entry]) -> Iterator[Fault]:
    """Every review of a rule that has changed since."""
    for entry in entries:
        reviewed = entry.data.get("reviewed")
        if reviewed and reviewed["rule"] != (now := fingerprint(entry.data)):
            message = f"This rule was reviewed by {reviewed['by']}, but not as it stands."
            remedy = f'Write `reviewed: null`, or have it reviewed anew and write `rule: "{now}"`.'
            yield entry.fault(("reviewed", "rule"), message, remedy)

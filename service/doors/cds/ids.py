"""The uuids of cards and suggestions. Each carries a mark of what it is about, so that feedback needs no memory."""

import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from hashlib import blake2b
from uuid import UUID

# Bytes of the mark; the other 11 are drawn at random, so that no two cards share a uuid.
MARK = 5
REFERRAL = "referral"


def new_id(topic: str) -> str:
    """A fresh uuid for a card or suggestion about a topic, such as `red-flags/jaw-stiff` or `referral`."""
    return str(UUID(bytes=_mark(topic) + secrets.token_bytes(16 - MARK), version=4))


@dataclass(frozen=True, slots=True)
class Topics:
    """Every topic that a card or suggestion can be about, by its mark."""

    marks: Mapping[bytes, str]

    def of(self, uuid: str) -> str | None:
        """The topic of a uuid that this service gave out, or None for any other text."""
        try:
            return self.marks.get(UUID(uuid).bytes[:MARK])
        except ValueError:
            return None


def index_topics(names: Iterable[str]) -> Topics:
    """The topics by their marks. Raises ValueError if two share one."""
    topics = list(names)
    marks = {_mark(name): name for name in topics}
    if len(marks) != len(topics):
        raise ValueError("two topics share a mark; make MARK longer")
    return Topics(marks)


def _mark(topic: str) -> bytes:
    return blake2b(topic.encode(), digest_size=MARK).digest()

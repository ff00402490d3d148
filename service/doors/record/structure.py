"""What a document consists of, whatever it is written in, and the same as plain text. Templates write it as HTML."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A heading with sentences, then list items, then labelled rows; each may be empty."""

    heading: str
    sentences: tuple[str, ...] = ()
    items: tuple[str, ...] = ()
    rows: tuple[tuple[str, str], ...] = ()

    @property
    def empty(self) -> bool:
        """Nothing stands under the heading."""
        return not (self.sentences or self.items or self.rows)


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A document. `lead` is the one thing to read first; `closing` says what made it and who answers for it."""

    kind: str
    title: str = ""
    lead: str = ""
    sections: tuple[Section, ...]
    closing: tuple[str, ...]


def compact(document: Document) -> str:
    """Text of a line for each section, to paste into a record. Only sentences are used."""
    lines = [f"{section.heading}: {' '.join(section.sentences)}" for section in document.sections]
    return "\n".join(filter(None, [document.lead, *lines, " ".join(document.closing)]))


def spread(document: Document) -> str:
    """Text with each heading on its own line and an empty line between sections."""
    blocks = [document.title, document.lead, *map(_block, document.sections), "\n".join(document.closing)]
    return "\n\n".join(filter(None, blocks))


def count_words(text: str) -> int:
    """Words as a word processor counts them: whatever stands between spaces."""
    return len(text.split())


def _block(section: Section) -> str:
    lines = [section.heading.upper()]
    if section.sentences:
        lines.append(" ".join(section.sentences))
    lines.extend(f"- {item}" for item in section.items)
    lines.extend(f"{label}: {text}" for label, text in section.rows)
    return "\n".join(lines)

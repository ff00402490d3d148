"""The page of a finding: what it is, how common, what it speaks for and against, and which rules read it."""

from operator import itemgetter

from service.doors.book.cites import Cites
from service.doors.book.derived import derivation_words, deriving_medicines
from service.doors.book.gaps import finding_gaps
from service.doors.book.numbers import percent
from service.doors.book.parts import codes, level
from service.doors.book.shelf import Book
from service.doors.book.weights import shares
from service.doors.book.words import FINDING_KINDS, spelt
from service.doors.certify import Json
from service.engine.knowledge import Finding, Weight

MOST = 15
# Points from which a condition is worth a row; those below are named in one line.
WORTH_A_ROW = 1.0


def finding_page(book: Book, one: Finding, cites: Cites) -> Json:
    """Everything the pack says of a finding."""
    group = book.knowledge.group_of.get(one.id)
    return {
        "kind_words": FINDING_KINDS.get(one.kind) or spelt(one.kind),
        "question": one.question,
        "plain": one.plain,
        "synonyms": list(one.synonyms),
        "codes": codes(one.codes),
        "group": {"label": group.label, "because": group.because, "kind": group.kind.value} if group else None,
        "parents": book.refs("findings", one.parents),
        "children": book.refs("findings", book.children.get(one.id, ())),
        "background": {
            "percent": percent(one.background),
            "bar": round(100 * one.background, 1),
            **cites.certificate(one.certificate),
        },
        "derivations": [derivation_words(book, rule) for rule in one.derivations],
        "medicines": deriving_medicines(book, one.derivations),
        **_speaks(book, one, cites),
        **_readers(book, one),
        "gaps": finding_gaps(book, one),
    }


def _speaks(book: Book, one: Finding, cites: Cites) -> Json:
    """The conditions that it moves: up to so many each way, and the rest by name."""
    weights = book.weights_of.get(one.id, [])
    rows = {
        "for": _rows(book, weights, "present", 1, cites),
        "against": _rows(book, weights, "present", -1, cites),
        "missing": _rows(book, weights, "absent", -1, cites),
    }
    shown = {row["ref"].id for found in rows.values() for row in found}
    return {**rows, "also": book.refs("conditions", (card for card, _ in weights if card not in shown))}


def _rows(book: Book, weights: list[tuple[str, Weight]], status: str, sign: int, cites: Cites) -> list[Json]:
    """The conditions for which a status says most: `sign` 1 for them, -1 against."""
    found = []
    for card, weight in weights:
        points = sign * (weight.present if status == "present" else weight.absent)
        row = shares(book, weight)
        if points >= WORTH_A_ROW and row[status]:
            found.append((-points, card, weight, row))
    return [
        {"ref": book.ref("conditions", card), **row, "effect": row[status], **cites.certificate(weight.certificate)}
        for _, card, weight, row in sorted(found, key=itemgetter(0, 1))[:MOST]
    ]


def _readers(book: Book, one: Finding) -> Json:
    """The rules that read it by name."""
    flags = (book.knowledge.red_flags[name] for name in book.flags_of.get(one.id, ()))
    ordered = sorted(flags, key=lambda flag: (-flag.level, flag.label))
    return {
        "red_flags": [{"ref": book.ref("red-flags", f.id), **level(book, f.level, f.to)} for f in ordered],
        "screens": book.refs("screens", book.screens_of.get(one.id, ())),
        "tests": book.refs("tests", book.settled_by.get(one.id, ())),
        "needed_by": [
            {"ref": book.ref("conditions", card), "status": need.status.value, "because": need.because}
            for card, need in book.requirements_of.get(one.id, ())
        ],
        "combined_by": book.refs("conditions", book.combinations_of.get(one.id, ())),
    }

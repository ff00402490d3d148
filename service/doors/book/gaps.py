"""What an entry does not have or does not rest on, each gap in one sentence."""

from collections.abc import Iterator

from service.doors.book.numbers import counted
from service.doors.book.shelf import Book
from service.doors.book.weights import family_of
from service.engine.knowledge import Certificate, Condition, Finding, Medication, RedFlag, Test
from service.engine.terms import GroupKind

ESTIMATE = "expert_estimate"


def condition_gaps(book: Book, card: Condition) -> list[str]:
    """What a card leaves open."""
    return list(_card_gaps(book, card))


def _card_gaps(book: Book, card: Condition) -> Iterator[str]:
    certificates = [weight.certificate for weight in card.weights.values()]
    guessed = [one for one in certificates if one.grade == ESTIMATE]
    bare = [one for one in guessed if not one.sources]
    if guessed:
        figures = counted(len(certificates), "figure")
        yield f"{len(guessed)} of {figures} are estimates; {len(bare)} of these cite nothing."
    families = {family_of(book, name) for name in card.weights}
    groups = book.knowledge.groups.values()
    missing = [g.label.lower() for g in groups if g.kind is not GroupKind.CORRELATED and g.id not in families]
    if missing:
        yield f"No profile for: {', '.join(missing)}. The card takes these as in everybody who twitches."
    if card.prior.certificate.grade == ESTIMATE:
        yield "How common it is among those who twitch is an estimate."
    yield from _lacking(
        (card.workup, "No test is suggested."),
        (card.codes, "It has no code of any terminology."),
        (card.synonyms, "It has no other name here."),
    )


def finding_gaps(book: Book, one: Finding) -> list[str]:
    """What the vocabulary leaves open about a finding."""
    weights = book.weights_of.get(one.id, ())
    guessed = sum(weight.certificate.grade == ESTIMATE for _, weight in weights)
    gaps = [f"{guessed} of {counted(len(weights), 'figure')} in conditions are estimates."] if guessed else []
    if not weights:
        gaps.append(
            "No condition gives it a figure of its own; it speaks only through rules or through what it is a kind of."
        )
    if one.certificate.grade == ESTIMATE:
        gaps.append("How common it is among all who present is an estimate.")
    read = book.flags_of.get(one.id) or book.screens_of.get(one.id)
    return [
        *gaps,
        *_lacking((read, "No red flag and no screen names it."), (one.codes, "It has no code of any terminology.")),
    ]


def red_flag_gaps(one: RedFlag) -> list[str]:
    """What a red flag leaves open."""
    return [
        *_judged(one.certificate, "That it sets this level is an estimate."),
        *_lacking((one.workup, "It asks for no test."), (one.certificate.sources, "It cites nothing.")),
    ]


def test_gaps(book: Book, one: Test) -> list[str]:
    """What the pack leaves open about a test."""
    return [
        *_judged(one.certificate, "When it is worth doing is an estimate."),
        *_lacking(
            (book.asked_by.get(one.id), "No condition and no red flag suggests it."),
            (one.settles, "Its result makes no finding known by itself."),
            (one.codes, "It has no code of any terminology."),
        ),
    ]


def medication_gaps(one: Medication) -> list[str]:
    """What the formulary leaves open about a medicine."""
    guessed = sum(effect.certificate.grade == ESTIMATE for effect in one.effects)
    told = [f"{guessed} of {counted(len(one.effects), 'effect')} rest on an estimate."] if guessed else []
    return [
        *told,
        *_lacking(
            (one.effects, "No effect on muscle is recorded for it; that is not proof that it has none."),
            (one.codes, "It has no code of any terminology."),
        ),
    ]


def _judged(certificate: Certificate, sentence: str) -> list[str]:
    return [sentence] if certificate.grade == ESTIMATE else []


def _lacking(*pairs: tuple[object, str]) -> Iterator[str]:
    return (sentence for value, sentence in pairs if not value)

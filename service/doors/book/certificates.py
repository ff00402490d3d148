"""Every birth certificate in a knowledge, by the entry that it belongs to."""

from collections.abc import Iterator

from service.doors.book.kinds import KINDS
from service.engine.analyte import Analyte
from service.engine.knowledge import Certificate, Condition, Finding, Medication, RedFlag, Test
from service.engine.movementkind import MovementKind
from service.engine.pack import Knowledge


def all_certificates(knowledge: Knowledge, kind: str) -> Iterator[tuple[str, list[Certificate]]]:
    """The entries of one kind with all their certificates. Screens and sources have none."""
    for entry in KINDS[kind].entries(knowledge).values():
        yield entry.id, list(_of(entry))


def _of(entry: object) -> Iterator[Certificate]:
    match entry:
        case Condition():
            yield from _of_card(entry)
        case Medication(effects=effects):
            yield from (effect.certificate for effect in effects)
        case RedFlag(certificate=certificate, workup=workup):
            yield certificate
            yield from (wish.certificate for wish in workup)
        case MovementKind(certificate=certificate, weights=weights):
            yield certificate
            yield from (weight.certificate for weight in weights.values())
        case Finding(certificate=certificate) | Test(certificate=certificate) | Analyte(certificate=certificate):
            yield certificate


def _of_card(card: Condition) -> Iterator[Certificate]:
    """One for each figure, those of a profile included."""
    yield card.prior.certificate
    yield card.referral.certificate
    yield from (weight.certificate for weight in card.weights.values())
    yield from (one.certificate for one in card.combinations)
    yield from (one.certificate for one in card.workup)

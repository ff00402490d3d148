"""The page of a condition: its whole card, from what decides to what is not known."""

from collections.abc import Iterator

from service.doors.book.cites import Cites
from service.doors.book.gaps import condition_gaps
from service.doors.book.neighbours import neighbours
from service.doors.book.numbers import effect, prior_share
from service.doors.book.parts import codes, level, reviewed, safety_net, workup
from service.doors.book.rule_words import rule_words
from service.doors.book.shelf import Book
from service.doors.book.weights import counts_absent, estimates, family_of, profiles, shares, telling, weight_row
from service.doors.book.words import FINDING_KINDS, SETTINGS, spelt
from service.doors.certify import Json
from service.engine.knowledge import Combination, Condition, Weight

DECIDING = 6
# Points from which a finding decides: it doubles or halves the chance.
TELLING = 3
SHAKIEST = 10


def condition_page(book: Book, card: Condition, cites: Cites) -> Json:
    """Everything that the card says. Sources are numbered in the order of the page."""
    return {
        "summary": card.summary,
        "plain": card.plain,
        "category": spelt(card.category),
        "must_not_miss": card.must_not_miss,
        "benign": card.benign,
        "referral": {
            **level(book, card.referral.level, card.referral.to),
            **cites.certificate(card.referral.certificate),
        },
        "synonyms": list(card.synonyms),
        "codes": codes(card.codes),
        "reviewed": reviewed(card.reviewed),
        "decides": decides(book, card),
        "workup": workup(book, card.workup, cites),
        "safety_net": safety_net(card.safety_net),
        "earned_when": _earned_when(book, card),
        "implausible": _implausible(book, card),
        "neighbours": neighbours(book, card),
        "prior": _prior(card, cites),
        "profiles": profiles(book, card, cites),
        "findings": list(_findings(book, card, cites)),
        "combinations": [_combination(book, one, cites) for one in card.combinations],
        "gaps": condition_gaps(book, card),
        "shakiest": [_shaky(book, weight) for weight in estimates(card.weights.values())[:SHAKIEST]],
    }


def decides(book: Book, card: Condition) -> Json:
    """What speaks loudest: for it when present, in most patients first; against it when present; or when absent."""
    weights = [w for w in card.weights.values() if counts_absent(book, w.finding)]
    pro = sorted((w for w in weights if w.present >= TELLING), key=lambda w: (-w.present * w.frequency, w.finding))
    contra = sorted((w for w in weights if w.present <= -TELLING), key=lambda w: (w.present, w.finding))
    missing = sorted((w for w in weights if w.absent <= -TELLING), key=lambda w: (w.absent, w.finding))
    return {
        "for": _deciding(book, pro, "present"),
        "against": _deciding(book, contra, "present"),
        "missing": _deciding(book, missing, "absent"),
    }


def _deciding(book: Book, weights: list[Weight], status: str) -> list[Json]:
    rows = ((book.ref("findings", w.finding), shares(book, w)) for w in weights[:DECIDING])
    return [{"ref": ref, **row, "effect": row[status]} for ref, row in rows]


def _prior(card: Condition, cites: Cites) -> Json:
    rows = [
        {
            "setting": SETTINGS.get(setting) or spelt(setting),
            "tier": spelt(card.prior.tiers[setting]),
            "share": prior_share(points),
        }
        for setting, points in card.prior.points.items()
    ]
    return {"rows": rows, **cites.certificate(card.prior.certificate)}


def _findings(book: Book, card: Condition, cites: Cites) -> Iterator[Json]:
    """The weights outside families, by kind of finding, most telling first."""
    stated = [w for w in card.weights.values() if family_of(book, w.finding) is None]
    for kind, title in FINDING_KINDS.items():
        chosen = [w for w in stated if book.knowledge.findings[w.finding].kind == kind]
        ordered = sorted(chosen, key=lambda weight: (-telling(weight), weight.finding))
        if ordered:
            yield {"id": kind, "title": title, "rows": [weight_row(book, card, w, cites) for w in ordered]}


def _combination(book: Book, one: Combination, cites: Cites) -> Json:
    certificate = cites.certificate(one.certificate)
    return {"id": one.id, "rule": rule_words(book, one.when), "effect": effect(one.points), **certificate}


def _earned_when(book: Book, card: Condition) -> list[Json]:
    return [
        {"ref": book.ref("findings", need.finding), "status": need.status.value, "because": need.because}
        for need in card.earned_when
    ]


def _implausible(book: Book, card: Condition) -> Json | None:
    if card.implausible_when is None:
        return None
    because = book.margin("conditions", card.id).get("implausible_because")
    return {"rule": rule_words(book, card.implausible_when), "because": because}


def _shaky(book: Book, weight: Weight) -> Json:
    loudest = weight.present if abs(weight.present) >= abs(weight.absent) else weight.absent
    status = "present" if loudest == weight.present else "absent"
    return {"ref": book.ref("findings", weight.finding), "status": status, "effect": effect(loudest)}

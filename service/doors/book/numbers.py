"""Numbers in the words of a clinician: points (decibans) as "about 8 times as likely", shares as percent."""

from math import log10

from service.doors.certify import Json

MINUS = "\u2212"
# A likelihood ratio within these bounds moves nothing that a reader would notice.
_NOTHING = (0.9, 1.12)
_PARTS = {2: "half", 3: "a third", 4: "a quarter", 5: "a fifth", 6: "a sixth", 7: "a seventh", 8: "an eighth"}
_PARTS |= {9: "a ninth", 10: "a tenth", 12: "a twelfth", 15: "a fifteenth", 20: "a twentieth", 25: "one part in 25"}
_PARTS |= {30: "a thirtieth", 40: "a fortieth", 50: "a fiftieth", 75: "one part in 75", 100: "a hundredth"}
_PARTS |= {150: "one part in 150", 200: "one part in 200"}
# From how many points (decibans, either way) a finding says so much.
STRENGTHS = ((10.0, "very strongly"), (5.0, "strongly"), (3.0, "moderately"), (1.0, "slightly"), (0.0, "hardly"))


def percent(fraction: float) -> str:
    """A fraction (0-1) in percent, to three figures: `0.5 %`, `12.3 %`, `92 %`. The space does not break."""
    return f"{float(f'{100 * fraction:.3g}'):g}\u00a0%"


def signed(points: float) -> str:
    """Points with their sign, to a tenth. The minus is a real one, which does not break from its number."""
    rounded = round(points, 1)
    return "0" if rounded == 0 else f"{'+' if rounded > 0 else MINUS}{abs(rounded):g}"


def likelihood(points: float) -> str:
    """What points do to the chance of a condition, all else being equal. Exact for a chance that stays small."""
    ratio = 10 ** (points / 10)
    if _NOTHING[0] < ratio < _NOTHING[1]:
        return "changes almost nothing"
    return f"makes it {_more(ratio) if ratio > 1 else _less(1 / ratio)} as likely"


def _more(ratio: float) -> str:
    if 1.85 <= ratio < 2.15:
        return "about twice"
    return f"about {ratio:.1f} times" if ratio < 3 else f"about {float(f'{ratio:.2g}'):g} times"


def _less(ratio: float) -> str:
    """`ratio` is how many times less likely, above 1."""
    if ratio < 1.75:
        return "about four fifths" if ratio < 1.35 else "about two thirds"
    return f"about {_PARTS[min(_PARTS, key=lambda part: abs(log10(ratio / part)))]}"


def strength(points: float) -> str:
    """How much points say, in a word."""
    return next(word for least, word in STRENGTHS if abs(points) >= least)


def effect(points: float) -> Json:
    """Points for a page: the number, what it does, how strongly, and which way (for, against, neither)."""
    way = "neither" if abs(points) < 1 else ("for" if points > 0 else "against")
    return {"points": signed(points), "words": likelihood(points), "strength": strength(points), "way": way}


def prior_share(points: float) -> str:
    """Prior points as the share of those for whom a clinician asks."""
    return percent(10 ** (points / 10))


def counted(number: int, noun: str, plural: str | None = None) -> str:
    """`1 figure`, `3 figures`."""
    return f"{number} {noun if number == 1 else plural or noun + 's'}"

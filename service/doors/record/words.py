"""Small words of clinical prose: ages, times, lists, and labels inside a sentence."""

from collections.abc import Iterable
from datetime import date

from service.engine.terms import Level

MONTH_DAYS = 30.44
YEAR_DAYS = 365.25
ADULT = 18
# Below this age years say too little.
MONTHS_UNTIL = 2

# What keeps its capital inside a sentence: names of people. Abbreviations tell themselves by their capitals.
_NAMES = (
    *("Charcot", "Chvostek", "Creutzfeldt", "Guillain", "Hirayama", "Hoffmann", "Huntington", "Isaacs", "Jacksonian"),
    *("Kayser", "Kennedy", "Lhermitte", "Morvan", "Parkinson's", "Romberg", "Schwartz", "Sydenham", "Tourette"),
    *("Trousseau", "Wilson"),
)

# What each level is called in a sentence for a clinician.
REFERRALS = {
    Level.EMERGENCY: "Emergency referral to {to}, {within}.",
    Level.URGENT: "Urgent referral to {to}, {within}.",
    Level.ROUTINE: "Routine referral to {to}, {within}.",
    Level.PRIMARY_CARE: "Primary care: {to}, {within}.",
    Level.SELF_CARE: "Self-care: {within}.",
}


def inside(label: str) -> str:
    """A label as it stands inside a sentence: small first letter, but for names and abbreviations."""
    first = label.split(" ", 1)[0]
    if first.startswith(_NAMES) or any(letter.isupper() or letter.isdigit() for letter in first[1:]):
        return label
    return label[:1].lower() + label[1:]


def opening(text: str) -> str:
    """A text with a capital first letter."""
    return text[:1].upper() + text[1:]


def listed(words: Iterable[str]) -> str:
    """Words as a list in prose: `a, b and c`."""
    every = list(words)
    return " and ".join(filter(None, [", ".join(every[:-1]), *every[-1:]]))


def spoken(word: str) -> str:
    """A word of a closed vocabulary as people write it."""
    return word.replace("-", " ").replace("_", " ")


def clean(text: str) -> str:
    """A caller's text on one line, without what cannot be printed."""
    printable = "".join(letter if letter.isprintable() else " " for letter in text)
    return " ".join(printable.split())


def span(days: float) -> str:
    """A time in the unit that people would use: days, weeks, months or years."""
    for unit, length, until in (("day", 1.0, 14), ("week", 7.0, 60), ("month", MONTH_DAYS, 730)):
        if days < until:
            return _counted(max(1, round(days / length)), unit)
    return _counted(round(days / YEAR_DAYS), "year")


def ago(days: float) -> str:
    """How long ago: `today` within the first day."""
    return "today" if days < 1 else f"{span(days)} ago"


def age(years: float) -> str:
    """An age: years, months in small children, weeks in the first months."""
    days = years * YEAR_DAYS
    if years >= MONTHS_UNTIL:
        return str(int(years))
    if days >= 2 * MONTH_DAYS:
        return _counted(round(days / MONTH_DAYS), "month")
    return _counted(round(days / 7), "week")


def person(sex: str | None, years: float | None) -> str:
    """Who it is, in a word."""
    if years is not None and years < MONTHS_UNTIL:
        return {"female": "Baby girl", "male": "Baby boy"}.get(sex or "", "Baby")
    if years is not None and years < ADULT:
        return {"female": "Girl", "male": "Boy"}.get(sex or "", "Child")
    return {"female": "Woman", "male": "Man"}.get(sex or "", "Patient")


def within(time: str) -> str:
    """A level's time limit inside a sentence: `within 2 weeks`, `same day`."""
    return f"within {time}" if time[:1].isdigit() else time


def written_date(iso: str) -> str:
    """A date as `01 May 2026`, from `2026-05-01`."""
    day = date.fromisoformat(iso)
    months = "January February March April May June July August September October November December".split()
    return f"{day.day:02} {months[day.month - 1]} {day.year:04}"


def _counted(count: int, unit: str) -> str:
    return f"{count} {unit}" if count == 1 else f"{count} {unit}s"


# Labels that begin so are no nouns, and "no" before them would be no English.
_VERBS = frozenset("ate can continues feels has intoxicated moves recently spreading stops takes the uses".split())
_ADVERBS = frozenset(
    "all around at brought comes confined eased getting in moves on only present seen set worse".split()
)


def denied(label: str) -> str:
    """A finding's label as absent: `no muscle weakness`, `not brought on by exercise`, `takes caffeine: no`."""
    text = inside(label)
    first, _, rest = text.partition(" ")
    if first == "no":
        return f"{rest}: yes"
    if first in _VERBS or first == "the":
        return f"{text}: no"
    return f"not {text}" if first in _ADVERBS else f"no {text}"

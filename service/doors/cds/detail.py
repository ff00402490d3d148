"""The detail of an advice card: why, what else it may be, what to ask, in Markdown, from the answer of v1."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from service.doors.cds.desk import Desk
from service.doors.cds.markdown import escaped, joined, link, section
from service.doors.cds.record import Record
from service.doors.cds.request import Received
from service.doors.notes import AGE_UNKNOWN, PREGNANCY_UNKNOWN
from service.doors.overlay import WITHDRAWN, withdrawals_in
from service.doors.reviewed import NOT_REVIEWED

Json = Mapping[str, Any]

# A card is read in seconds: the whole answer is a click away.
REASONS = 3
CAUSES = 3
DANGERS = 4
QUESTIONS = 3
NETS = 2
SOURCES = 4

# Sources of the reasons shown come with the card; others stand on the pages of the rules.
_PARTS = {
    "patient": "the patient",
    "conditions": "problems",
    "medications": "medicines",
    "results": "laboratory results",
    "questionnaireResponse": "the questionnaire",
}
DISCLAIMER = "For clinicians, beside their own judgement: not a diagnosis, and no reason to delay emergency care."


def advice_detail(desk: Desk, body: Json, medicines: Iterable[str], unseen: Iterable[str]) -> str:
    """The whole detail. `medicines`: lines on medicines taken; `unseen`: lines on what of the record was not used."""
    reasons = _reasons(body)
    shown = {entry["condition"]["id"] for entry in body["differential"][:CAUSES]}
    dangers = [danger["condition"] for danger in body["must_not_miss"] if danger["condition"]["id"] not in shown]
    return joined(
        section("Why", (escaped(reason["sentence"]) for reason in reasons)),
        section("Most likely", (_cause(desk, entry) for entry in body["differential"][:CAUSES])),
        section("Not to be missed", (_page(desk, danger) for danger in dangers[:DANGERS])),
        section("Taken, and able to cause it", medicines),
        section("Ask next", _to_ask(body)),
        section("Tell the patient", (escaped(net["text"]) for net in body["safety_net"][:NETS])),
        section("Sources", _sources(body, reasons)),
        section("Not seen", unseen),
        section("Switched off at this site", [*switched_off(body), *_others_off(body)]),
        standing(desk, reviewed=_reviewed(body)),
    )


def switched_off(body: Json) -> list[str]:
    """The red flags that the site has withdrawn and that would have spoken here, each with the reason."""
    return [escaped(note["detail"]) for note in body["input_notes"] if note["code"] == WITHDRAWN]


def _others_off(body: Json) -> Iterator[str]:
    """The other rules that are off and could have had a part, in a line: their reasons stand in `/v1/about`."""
    named = [one["label"] for one in withdrawals_in(body)]
    if named:
        yield escaped(f"Rules that are off and could have had a part: {'; '.join(named)}.")


def _reasons(body: Json) -> list[Json]:
    """The rules that set the level, red flags first; those that only ask for less are left out."""
    referral = body["referral"]
    setting = [reason for reason in referral["because"] if reason["level"] == referral["level"]]
    return sorted(setting, key=lambda reason: reason["kind"] != "red_flag")[:REASONS]


def _to_ask(body: Json) -> Iterator[str]:
    """Age and pregnancy, where they are not known; then the questions that would change most."""
    first = (AGE_UNKNOWN, PREGNANCY_UNKNOWN)
    yield from (escaped(note["detail"]) for note in body["input_notes"] if note["code"] in first)
    yield from (_question(question) for question in body["next_questions"][:QUESTIONS])


def standing(desk: Desk, *, reviewed: bool, lead: str = "") -> str:
    """What a card is not, what the product is in law, whether its rules are reviewed, and where all of that stands."""
    words = (lead, DISCLAIMER, desk.knowledge.about.regulatory_status, "" if reviewed else NOT_REVIEWED)
    told = f"*{escaped(' '.join(filter(None, words)))}*"
    more = desk.address("/start")
    return f"{told} {link('For whom it is, and its limits', more)}" if more else told


def _reviewed(body: Json) -> bool:
    """Whether every rule that the answer shows is reviewed."""
    rules = (*body["red_flags"], *(entry["condition"] for entry in body["differential"]))
    return bool(rules) and all(rule["reviewed"] for rule in rules)


def _cause(desk: Desk, entry: Json) -> str:
    return f"{_page(desk, entry['condition'])}, {escaped(entry['support'])} support"


def _page(desk: Desk, named: Json) -> str:
    return link(named["label"], desk.address(named["page"]))


def _question(question: Json) -> str:
    return f"{escaped(question['question'])} {escaped(question['because'])}"


def _sources(body: Json, reasons: Iterable[Json]) -> Iterator[str]:
    cited = {one["id"]: one for one in body["citations"]}
    names = dict.fromkeys(name for reason in reasons for name in reason["sources"])
    yield from (cite(cited[name]) for name in list(names)[:SOURCES])


def cite(source: Json) -> str:
    """A source in a line."""
    year = f" ({source['year']})" if source["year"] else ""
    return link(f"{source['title']}{year}", source["url"])


def unseen_lines(received: Received, record: Record) -> Iterator[str]:
    """What of the record was not used: prefetch keys that fell short, and how many entries no rule knows or can use."""
    yield from (f"Not sent: {_PARTS[key]}." for key in received.missing)
    yield from (f"Sent in part: {_PARTS[key]}." for key in received.partly)
    yield from (f"Of another patient, so not used: some of {_PARTS[key]}." for key in received.others)
    yield from (f"Not understood, so not used: some of {_PARTS[key]}." for key in received.unread)
    if received.asked and (received.missing or received.partly):
        yield "The FHIR server was asked for this and did not give it: the record may be incomplete."
    counts = {"Not known to any rule": record.not_known, "Known, but not usable as written": record.not_usable}
    for words, count in counts.items():
        if count:
            yield f"{words}: {count} {'entry' if count == 1 else 'entries'} of the record."

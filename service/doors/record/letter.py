"""The referral letter, in the order in which a neurology triage desk reads: who, what is asked, red flags, the rest."""

from collections.abc import Iterable, Iterator

from service.doors.overlay import withdrawn_notes
from service.doors.record import account
from service.doors.record.case import Case, absent, not_recorded, present, raising, screens, test_name
from service.doors.record.closing import closing
from service.doors.record.domains import NOT_RECORDED, examined
from service.doors.record.note import referral
from service.doors.record.reasons import flags, reasons
from service.doors.record.structure import Document, Section
from service.doors.record.words import denied, inside, listed, opening, spoken
from service.engine.assess import Entry
from service.engine.certainty import CANNOT_TELL, CLEAR, LEANING
from service.engine.terms import Level, Status
from service.engine.triage import FiredFlag

PLACES = 5
FOR = 3
AGAINST = 2
DANGERS = 6
UNKNOWNS = 6
RAISING = 4

# The verdicts on certainty, for a reader of letters.
CERTAINTIES = {CLEAR: "clear", LEANING: "leaning, not settled", CANNOT_TELL: "cannot be told from what is known"}

Rows = tuple[tuple[str, str], ...]


def letter(case: Case) -> Document:
    """The letter of a case."""
    about = case.knowledge.about
    sections = (
        Section(heading="Patient", sentences=(f"{_patient(case)}.", "Name, date of birth, number: ___")),
        Section(heading="Question", sentences=tuple(_question(case))),
        Section(heading="Red flags", items=tuple(_flag(case, one) for one in flags(case)) or ("None fired.",)),
        Section(heading="Asked and examined", rows=examined(case)),
        Section(heading="Course", rows=_rows(_course(case))),
        Section(heading="Medicines and background", rows=_rows(_background(case))),
        Section(heading="Results", items=_results(case) or ("None recorded.",)),
        Section(heading="Done and suggested", rows=_rows(_done(case))),
        Section(heading="Differential considered", items=tuple(_differential(case)), rows=_rows(_open(case))),
    )
    return Document(
        kind="letter",
        title=_title(case),
        lead=_lead(case),
        sections=tuple(section for section in sections if not section.empty),
        closing=(*closing(case), f"{about.regulatory_status} {about.intended_use['not_for']}"),
    )


def _title(case: Case) -> str:
    return referral(case).rstrip(".") if case.level > Level.SELF_CARE else "Summary: self-care, no referral suggested"


def _lead(case: Case) -> str:
    if case.level is not Level.EMERGENCY:
        return ""
    leading = flags(case)[:1]
    emergency = [one.flag.certificate.because for one in leading if one.flag.level is Level.EMERGENCY]
    why = emergency or [reason.sentence for reason in case.assessment.triage.reasons[:1]]
    return f"EMERGENCY: please see {case.within}. {why[0]}"


def _patient(case: Case) -> str:
    """Who, with what, where, since when."""
    what = [listed(account.movements(case)), listed(account.places(case)), account.onset(case)]
    return "; ".join(filter(None, [account.who(case), *what]))


def _question(case: Case) -> Iterator[str]:
    leader = case.leader
    if leader is None:
        yield "No twitching, jerking, cramp or spasm is recorded, so no cause was ranked."
        yield "What is the cause of the symptoms below?"
        return
    condition = case.condition(leader)
    if case.level is Level.SELF_CARE:
        yield f"None: {inside(condition.label)} explains it, and the facts that would speak against it are known."
    elif condition.benign:
        yield f"Can a dangerous cause be excluded? As it stands {inside(condition.label)} comes first."
    else:
        yield f"Is this {inside(condition.label)}, or another of the causes below, and what should be done next?"


def _flag(case: Case, one: FiredFlag) -> str:
    """A red flag with what made it fire: what is present, the most specific of each line."""
    made = dict.fromkeys(part.finding for part in one.because if part.status is Status.PRESENT)
    above = {ancestor for name in made for ancestor in case.knowledge.ontology.ancestors[name]}
    told = "; ".join(case.label(name) for name in made if name not in above)
    return f"{one.flag.label} ({spoken(one.flag.level.word)}): {told}" if told else one.flag.label


def _course(case: Case) -> Iterator[tuple[str, str]]:
    yield "Told by", spoken(case.document.get("reporter") or "")
    yield "Movement", ", ".join(account.movements(case))
    yield "Kind of movement", account.kind_of_movement(case)
    yield "Places", ", ".join(account.places(case, times=True))
    yield "Onset", account.onset(case)
    yield "Course", account.course(case)
    yield "Since the earlier visit", account.change(case)
    yield "Bouts", account.bouts(case)
    yield "Present", ", ".join(map(case.label, present(case)))
    absents = (denied(case.knowledge.findings[name].label) for name in absent(case))
    stated = (inside(label) for signs in (False, True) for label in screens(case, signs=signs))
    yield "Recorded negatives", ", ".join((*stated, *absents))


def _background(case: Case) -> Iterator[tuple[str, str]]:
    yield "Medicines", "; ".join(account.medicines(case)) or NOT_RECORDED
    yield "Substances", ", ".join(account.substances(case))
    yield "Past", ", ".join(account.past(case, "past")) or NOT_RECORDED
    yield "Family", ", ".join(account.past(case, "family")) or NOT_RECORDED


def _results(case: Case) -> tuple[str, ...]:
    told = (name for name in present(case) if case.kind(name) == "result")
    normal = (name for name in absent(case) if case.kind(name) == "result")
    stated = (*map(case.label, told), *(denied(case.knowledge.findings[name].label) for name in normal))
    return (*account.results(case), *map(opening, stated))


def _done(case: Case) -> Iterator[tuple[str, str]]:
    labels = {one.test: test_name(case, one.test) for one in case.assessment.workup}
    yield "Done", "; ".join(labels[one.test] for one in case.assessment.workup if one.result_known)
    for priority, label in (("now", "Suggested now"), ("soon", "Suggested soon"), ("if_persists", "If it persists")):
        wanted = (o.test for o in case.assessment.workup if o.priority == priority and not o.result_known)
        yield label, "; ".join(labels[test] for test in wanted)


def _differential(case: Case) -> Iterator[str]:
    for entry in case.assessment.differential[:PLACES]:
        yield _entry(case, entry)


def _entry(case: Case, entry: Entry) -> str:
    pro, contra = reasons(case, entry, FOR), reasons(case, entry, AGAINST, against=True)
    said = [f"{case.condition(entry).label} ({entry.support} support)."]
    said += [f"For: {'; '.join(pro)}."] if pro else []
    said += [f"Against: {'; '.join(contra)}."] if contra else []
    return " ".join(said)


def _open(case: Case) -> Iterator[tuple[str, str]]:
    if case.assessment.in_scope:
        yield "How sure", _certainty(case)
    shown = {entry.condition for entry in case.assessment.differential[:PLACES]}
    more = (case.condition(one).label for one in case.assessment.must_not_miss if one.condition not in shown)
    yield "Dangerous and not excluded", "; ".join(list(map(inside, more))[:DANGERS])
    yield "Not recorded", "; ".join(case.label(name) for name in not_recorded(case)[:UNKNOWNS])
    yield "Would raise the referral", "; ".join(raising(case, RAISING))
    gone = withdrawn_notes(case.knowledge, case.assessment.evidence.statuses)
    yield "Switched off at this site", " ".join(note.detail for note in gone)


def _certainty(case: Case) -> str:
    """The verdict on the ranking, with its reasons."""
    found = case.assessment.certainty
    return " ".join((f"{CERTAINTIES[found.verdict]}.", *(doubt.sentence for doubt in found.reasons)))


def _rows(pairs: Iterable[tuple[str, str]]) -> Rows:
    """The rows that say something."""
    return tuple((label, opening(text)) for label, text in pairs if text)

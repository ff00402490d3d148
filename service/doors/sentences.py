"""The sentences of an answer that are made, not written: from the same numbers that decided."""

from service.doors.overlay import elsewhere
from service.engine.interpret import ScreenReading
from service.engine.pack import Knowledge
from service.engine.questions import NextQuestion
from service.engine.steps import Step
from service.engine.terms import Level, Status
from service.engine.weigh import Contribution

LEVEL_WORDS = {
    Level.EMERGENCY: "emergency",
    Level.URGENT: "urgent",
    Level.ROUTINE: "routine",
    Level.PRIMARY_CARE: "primary care",
    Level.SELF_CARE: "self-care",
}


def contribution_sentence(knowledge: Knowledge, one: Contribution) -> str:
    """What a contribution rests on, in words: how common the finding is here, and among all who present."""
    if one.finding is None:
        return one.certificate.because
    finding = knowledge.findings[one.finding]
    status = "present" if one.status is Status.PRESENT else "absent"
    frequency, background = 100 * (one.frequency or 0.0), 100 * finding.background
    return (
        f"{finding.label} is {status}: expected in about {frequency:.3g} % with this condition, "
        f"in about {background:.3g} % of all who present."
    )


def question_reason(knowledge: Knowledge, question: NextQuestion | Step) -> str:
    """Why a question is worth asking."""
    return _difference(knowledge, question, "If present", "if absent")


def step_sentence(knowledge: Knowledge, step: Step) -> str:
    """Why a step is worth its effort, what it takes, and whom to ask where it is not to be had here."""
    if step.result:
        shown = f"If it shows {knowledge.findings[step.result].label!r}"
        why = _difference(knowledge, step, shown, "if it shows nothing")
    else:
        why = question_reason(knowledge, step)
    takes = f" It takes about {step.effort.minutes:g} minutes; cost: {step.effort.cost}." if step.effort else ""
    test = knowledge.tests.get(step.subject) if step.kind == "test" else None
    instead = elsewhere(test.elsewhere) if test else None
    return f"{why}{takes} {instead}" if instead else f"{why}{takes}"


def _difference(knowledge: Knowledge, asked: NextQuestion | Step, present: str, absent: str) -> str:
    """What the two answers differ in: the referral, or else the leading condition."""
    yes, no = asked.if_present, asked.if_absent
    if yes.level != no.level:
        return f"{present} the referral is {LEVEL_WORDS[yes.level]}, {absent} {LEVEL_WORDS[no.level]}."
    if yes.leader != no.leader:
        first, second = (knowledge.conditions[outcome.leader].label for outcome in (yes, no))
        return f"{present} {first} leads, {absent} {second}."
    return "It separates the leading conditions."


def screen_sentence(knowledge: Knowledge, reading: ScreenReading) -> str:
    """What a screen was taken to mean."""
    label = knowledge.screens[reading.screen].label
    stated = [name for name in knowledge.screens[reading.screen].absent if name in reading.absent]
    labels = "; ".join(knowledge.findings[name].label for name in stated)
    sentence = f"{label!r} was taken to mean absent: {labels}." if stated else f"{label!r} added nothing."
    if reading.kept:
        kept = "; ".join(knowledge.findings[name].label for name in reading.kept)
        sentence += f" Left as stated elsewhere: {kept}."
    return sentence

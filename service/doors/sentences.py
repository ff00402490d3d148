"""The sentences of an answer that are made, not written: from the same numbers that decided."""

from service.engine.interpret import ScreenReading
from service.engine.pack import Knowledge
from service.engine.questions import NextQuestion
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
    label = knowledge.findings[one.finding].label
    status = "present" if one.status is Status.PRESENT else "absent"
    frequency, background = (100 * (x or 0.0) for x in (one.frequency, one.background))
    return (
        f"{label} is {status}: expected in about {frequency:.3g} % with this condition, "
        f"in about {background:.3g} % of all who present."
    )


def question_reason(knowledge: Knowledge, question: NextQuestion) -> str:
    """Why a question is worth asking."""
    yes, no = question.if_present, question.if_absent
    if yes.level != no.level:
        return f"If present the referral is {LEVEL_WORDS[yes.level]}, if absent {LEVEL_WORDS[no.level]}."
    if yes.leader != no.leader:
        first, second = (knowledge.conditions[outcome.leader].label for outcome in (yes, no))
        return f"If present {first} leads, if absent {second}."
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

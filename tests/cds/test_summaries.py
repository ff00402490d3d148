"""No card's summary is too long: over every published case, and over every rule with the longest words."""

from evaluation.vignettes import FOLDER
from schemas.shapes import LEVELS
from service.doors.cds.cards import subject_of, summary
from service.doors.cds.desk import Desk
from service.doors.cds.relevance import twitches
from service.doors.entries import Fullness
from service.doors.intake import Reception, read_history
from service.doors.report import report_assessment
from service.engine.assess import assess
from service.engine.knowledge import Condition, RedFlag
from service.engine.pack import Knowledge
from service.loader.strict_yaml import read


def test_every_published_case_has_such_a_summary(desk: Desk, reception: Reception) -> None:
    told = 0
    for path in FOLDER.glob("*/*.yaml"):
        history = read(path.read_text("utf-8")).data["request"]
        reading = read_history(reception, history)
        body = report_assessment(desk.knowledge, reading, assess(desk.knowledge, reading.history), Fullness.BRIEF)
        if body["in_scope"] or body["red_flags"]:
            told += 1
            subject = subject_of(desk, twitches(reception, desk.wanted, history))
            assert 0 < len(summary(body, subject)) < 140, path.stem
    assert told > 500


def test_no_rule_can_make_a_summary_too_long(knowledge: Knowledge) -> None:
    longest = max((label for label in knowledge.policy.services.values()), key=len)
    subject = max((finding.label for finding in knowledge.findings.values()), key=len)
    rules: list[RedFlag | Condition] = [*knowledge.red_flags.values(), *knowledge.conditions.values()]
    for level in LEVELS:
        referral = {"level": level, "label": level, "within": "no appointment needed", "to": {"label": longest}}
        for rule in rules:
            named = {"id": rule.id, "label": rule.label, "page": "/", "level": level}
            made = summary({"referral": referral, "red_flags": [named], "differential": []}, subject)
            assert 0 < len(made) < 140

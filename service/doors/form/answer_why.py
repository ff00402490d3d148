"""The explanation of one condition -> what its template shows, with the smallest changes in words of both outcomes."""

from service.doors.form.answer import condition, stamp
from service.doors.form.cites import Cites, Json
from service.doors.intake import Reading, Reception
from service.doors.report import report_explanation
from service.engine.explain import explain

# A likeness (0-100) from which a name may be a slip of one that is known.
ALIKE = 75


def why(reception: Reception, reading: Reading, asked: str) -> Json:
    """Why, or why not, the condition of this name: `asked` is an id, label or synonym, or a slip of one.

    Raises OutOfScopeError where nothing moves, and ContradictionError as `assess` does. May take seconds: the smallest
    change is proven smallest.
    """
    known = reception.lexicon["conditions"]
    name = known.find(asked)
    body = report_explanation(reception.knowledge, reading, explain(reception.knowledge, reading.history, name))
    cites = Cites(body["citations"])
    near = known.nearest(asked, ALIKE) if name is None else []
    return {
        "entry": condition(body["entry"], cites) if body["entry"] else None,
        "near": [{"id": one, "label": reception.knowledge.conditions[one].label} for one in near],
        "level": body["referral_level"],
        "leader": body["leader"],
        "changes": body["changes"],
        "sources": cites.sources(),
        **stamp(reception, body),
    }

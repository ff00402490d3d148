"""One person's answer, from a history or from the resources of a FHIR record. Knows nothing of Spark."""

from collections.abc import Callable, Sequence
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import orjson

from service.doors.entries import Fullness
from service.doors.faults import Fault, InvalidHistoryError
from service.doors.fhir.enquiry import read_enquiry
from service.doors.fhir.items import Item, build_items
from service.doors.included import include
from service.doors.intake import Reading, Reception, contradiction_faults, open_reception, read_history
from service.doors.report import report_assessment
from service.doors.scores import brief_scores
from service.engine.assess import assess
from service.engine.evidence import ContradictionError
from service.engine.pack import Knowledge
from service.loader.load import RULES, load
from service.web.body import parse_json
from service.web.problems import BadBodyError

Json = dict[str, Any]
NO_PERSON = Fault("", "wrong_type", 'Each line is {"key": text, "history": object}; the key is told with the answer.')
Read = Callable[[], Reading]


class Desk:
    """What one process needs, made once: the knowledge and the doors into it."""

    def __init__(self, knowledge: Knowledge) -> None:
        """Takes some tenths of a second."""
        self.reception: Reception = open_reception(knowledge)
        self.items: tuple[Item, ...] = build_items(knowledge)

    def of_line(self, line: bytes, *, full: bool) -> bytes:
        """The line for {"key": …, "history": {…}}, as JSON text in UTF-8."""
        try:
            given = parse_json(line)
        except BadBodyError as error:
            return _refused("", 400, [error.fault])
        if not isinstance(given, dict) or set(given) != {"key", "history"} or not isinstance(given["key"], str):
            return _refused("", 400, [NO_PERSON])
        return self._line(given["key"], lambda: read_history(self.reception, given["history"]), full=full)

    def of_record(self, key: str, resources: Sequence[bytes], today: date, *, full: bool) -> bytes:
        """The line for a person's resources, each as JSON text. Ages and times are counted to `today`."""

        def read() -> Reading:
            entries = [{"resource": parse_json(one)} for one in resources]
            bundle = {"resourceType": "Bundle", "type": "collection", "entry": entries}
            return read_enquiry(self.reception, self.items, bundle, today).reading

        return self._line(key, read, full=full)

    def _line(self, key: str, read: Read, *, full: bool) -> bytes:
        """Whatever is wrong with one person's line stays in it, and never holds what stood there."""
        try:
            return orjson.dumps({"key": key, "status": 200, **self._told(read(), full=full)})
        except BadBodyError as error:
            return _refused(key, 400, [error.fault])
        except InvalidHistoryError as error:
            return _refused(key, 422, error.faults)

    def _told(self, reading: Reading, *, full: bool) -> Json:
        knowledge = self.reception.knowledge
        try:
            if not full:
                return {"scores": brief_scores(knowledge, reading.history)[1]}
            assessment = assess(knowledge, reading.history)
            answer = report_assessment(knowledge, reading, assessment, Fullness.PLAIN)
            return {"answer": include(knowledge, reading, assessment, answer, calibration=False)}
        except ContradictionError as error:
            raise contradiction_faults(knowledge, reading.history, error) from None


def _refused(key: str, status: int, faults: Sequence[Fault]) -> bytes:
    told = [{"pointer": f.pointer, "code": f.code, "detail": f.detail} for f in faults]
    return orjson.dumps({"key": key, "status": status, "errors": told})


@cache
def desk(rules: str, overlay: str) -> Desk:
    """This process's desk, made when it is first asked for. Empty: the rules of this tree, and no overlay.

    Raises RulesError with every fault when rules or overlay cannot be used.
    """
    return Desk(load(Path(rules) if rules else RULES, Path(overlay) if overlay else None))

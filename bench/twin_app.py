"""The main route as FastAPI, pydantic and uvicorn would serve it: the same engine and the same answer, and no more.

It has none of the service's log, metrics, headers, access rules or limits, and its errors are FastAPI's.
"""

import gc
from typing import Any

import orjson
from fastapi import FastAPI, Response

from bench.twin_intake import intake_model, read_accepted, taking_accepted
from service.doors.entries import Fullness
from service.doors.included import include
from service.doors.intake import open_reception
from service.doors.report import report_assessment
from service.engine.assess import assess
from service.loader.load import load

Intake: Any = intake_model()

app = FastAPI()
reception = taking_accepted(open_reception(load()))
knowledge = reception.knowledge
# As the service does once it is loaded.
gc.freeze()


@app.get("/livez")
async def livez() -> dict[str, str]:
    """The process answers."""
    return {}


# A coroutine, though it computes: a plain function would be handed to a thread and cost more.
@app.post("/v1/assessments")
async def create(intake: Intake) -> Response:
    """Assess a history."""
    reading = read_accepted(reception, intake)
    assessment = assess(knowledge, reading.history)
    answer = report_assessment(knowledge, reading, assessment, Fullness.PLAIN)
    told = include(knowledge, reading, assessment, answer, calibration=False)
    return Response(orjson.dumps(told), media_type="application/json")

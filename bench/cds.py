"""What a call of CDS Hooks costs, in processor time of one process. `python -m bench.cds 2>/dev/null` prints it."""

import gc
import json
import os
import statistics
import sys
import time
from pathlib import Path
from typing import Any

from flask.testing import FlaskClient

from service.app import create_app
from service.config import config_from
from service.loader.load import load

EXAMPLES = Path(__file__).resolve().parents[1] / "examples" / "cds"
WARM, ROUNDS = 20, 200


def main() -> None:
    """Print a line for a record with nothing to say, for advice and for a medicine."""
    config = config_from({**os.environ, "FASCICLE_LOG_LEVEL": "error"})
    client = create_app(config, load(config.rules)).test_client()
    gc.freeze()  # as service/wsgi.py does: no request waits for a walk through all rules
    advised = _example("patient-view")
    quiet = json.loads(json.dumps(advised).replace("Fasciculation", "Eczema").replace("82470000", "43116000"))
    for name, hook, document in (
        ("nothing to say", "patient-view", quiet),
        ("advice card", "patient-view", advised),
        ("medicine card", "order-sign", _example("order-sign")),
    ):
        times, size = _measure(client, f"/cds-services/fascicle-{hook}", document)
        half, most = statistics.median(times), statistics.quantiles(times, n=20)[-1]
        sys.stdout.write(f"{name:15} p50 {half:5.1f} ms  p95 {most:5.1f} ms  {size:6d} bytes\n")


def _example(name: str) -> Any:
    return json.loads((EXAMPLES / f"{name}.json").read_text("utf-8"))


def _measure(client: FlaskClient, path: str, document: Any) -> tuple[list[float], int]:
    """Processor milliseconds of each call, warmed up, and the length of the answer."""
    times, size = [], 0
    for _ in range(WARM + ROUNDS):
        start = time.process_time()
        response = client.post(path, json=document)
        times.append(1000 * (time.process_time() - start))
        size = len(response.get_data())
    return times[WARM:], size


if __name__ == "__main__":
    main()

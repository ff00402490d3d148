"""What is counted: every metric there is, on one registry. Labels hold words of our own only, and few of them.

With PROMETHEUS_MULTIPROC_DIR set before the first import (gunicorn.conf.py does it), each worker writes its own files
there and `exposition` adds them up; without it, the figures are this process's own.
"""

import os
from collections.abc import Iterator

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector

from service import __version__
from service.engine.pack import Knowledge

CONTENT_TYPE = CONTENT_TYPE_PLAIN_0_0_4
DIRECTORY = "PROMETHEUS_MULTIPROC_DIR"
# Seconds. An assessment takes milliseconds; what takes longer than two seconds has gone wrong.
BUCKETS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.0)

REGISTRY = CollectorRegistry()

REQUESTS = Counter("fascicle_requests", "Requests answered.", ("route", "method", "status"), registry=REGISTRY)
DURATION = Histogram(
    "fascicle_request_duration_seconds",
    "Time from the first look at a request to the answer's head.",
    ("route",),
    buckets=BUCKETS,
    registry=REGISTRY,
)
IN_PROGRESS = Gauge(
    "fascicle_requests_in_progress", "Requests being answered.", multiprocess_mode="livesum", registry=REGISTRY
)
ASSESSMENTS = Counter("fascicle_assessments", "Histories assessed.", ("referral", "setting"), registry=REGISTRY)
PROBLEMS = Counter(
    "fascicle_problems",
    "Requests answered with an error, by type of problem.",
    ("type",),
    registry=REGISTRY,
)
FAULTS = Counter(
    "fascicle_faults", "Faults told to callers, by code: what histories are sent wrongly.", ("code",), registry=REGISTRY
)
FEEDBACK = Counter("fascicle_feedback", "What users did with what was shown.", ("action",), registry=REGISTRY)
LINES_LOST = Counter("fascicle_log_lines_lost", "Log and audit lines that could not be written.", registry=REGISTRY)


class Knows(Collector):
    """Which service and which rules are at work: told when asked for, as it never changes while a process runs."""

    def __init__(self, knowledge: Knowledge) -> None:
        self.knowledge = knowledge

    def collect(self) -> Iterator[Metric]:
        """The versions as labels of a one, and how many rules of each kind there are."""
        knowledge = self.knowledge
        stamp = {"version": knowledge.version, "sha256": digest_of(knowledge), "service": __version__}
        yield _one("fascicle_knowledge_info", "The rules and the service at work, by version.", stamp)
        rules = GaugeMetricFamily("fascicle_knowledge_rules", "How many rules were loaded.", labels=("kind",))
        for kind in ("conditions", "findings", "red_flags", "tests", "medications", "screens"):
            rules.add_metric((kind,), len(getattr(knowledge, kind)))
        yield rules


def digest_of(knowledge: Knowledge) -> str:
    """The SHA-256 of the rules, and after a plus that of the overlay."""
    overlay = knowledge.overlay
    return knowledge.about.sha256 + (f"+{overlay.sha256}" if overlay else "")


def _one(name: str, meaning: str, labels: dict[str, str]) -> GaugeMetricFamily:
    family = GaugeMetricFamily(name, meaning, labels=tuple(labels))
    family.add_metric(tuple(labels.values()), 1)
    return family


def registry_of(knowledge: Knowledge) -> CollectorRegistry:
    """A registry that tells all there is, of all workers where they write to one directory."""
    registry = CollectorRegistry()
    registry.register(Knows(knowledge))
    registry.register(MultiProcessCollector(None) if os.environ.get(DIRECTORY) else REGISTRY)
    return registry


def exposition(knowledge: Knowledge) -> bytes:
    """Everything there is to tell, in Prometheus's text format."""
    return generate_latest(registry_of(knowledge))

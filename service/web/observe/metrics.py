"""What is counted: every metric there is, on one registry. Labels hold words of our own only, and few of them.

With PROMETHEUS_MULTIPROC_DIR set before the first import (gunicorn.conf.py does it), each worker writes its own files
there and `exposition` adds them up; without it, the figures are this process's own.
"""

import os
from collections.abc import Callable, Iterator

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, disable_created_metrics, generate_latest
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
# When a series began is told for one process and not for several: nobody could build on it.
disable_created_metrics()

# Name as it is asked for -> kind, labels, meaning: what the documentation tells.
DESCRIBED: dict[str, tuple[str, tuple[str, ...], str]] = {}


def _counter(name: str, meaning: str, *labels: str) -> Counter:
    DESCRIBED[f"{name}_total"] = ("counter", labels, meaning)
    return Counter(name, meaning, labels, registry=REGISTRY)


def _gauge_family(name: str, meaning: str, *labels: str) -> Callable[[], GaugeMetricFamily]:
    DESCRIBED[name] = ("gauge", labels, meaning)
    return lambda: GaugeMetricFamily(name, meaning, labels=labels)


def _duration(name: str, meaning: str, *labels: str) -> Histogram:
    DESCRIBED[name] = ("histogram", labels, meaning)
    return Histogram(name, meaning, labels, buckets=BUCKETS, registry=REGISTRY)


def _living(name: str, meaning: str) -> Gauge:
    """A gauge that is the sum over the workers that live."""
    DESCRIBED[name] = ("gauge", (), meaning)
    return Gauge(name, meaning, multiprocess_mode="livesum", registry=REGISTRY)


def _state(name: str, meaning: str, *labels: str) -> Gauge:
    """A gauge that is the largest of the workers that live."""
    DESCRIBED[name] = ("gauge", labels, meaning)
    return Gauge(name, meaning, labels, registry=REGISTRY, multiprocess_mode="livemax")


REQUESTS = _counter("fascicle_requests", "Requests answered.", "route", "method", "status")
DURATION = _duration("fascicle_request_duration_seconds", "Time to the answer, to its end if it is streamed.", "route")
IN_PROGRESS = _living("fascicle_requests_in_progress", "Requests being answered.")
ASSESSMENTS = _counter("fascicle_assessments", "Histories assessed.", "referral", "setting")
PROBLEMS = _counter("fascicle_problems", "Requests answered with an error, by type of problem.", "type")
FAULTS = _counter("fascicle_faults", "Requests with a fault of this code: what callers send wrongly.", "code")
FEEDBACK = _counter("fascicle_feedback", "What users did with what was shown.", "action")
LINES_LOST = _counter("fascicle_log_lines_lost", "Log and audit lines that could not be written.")
KEYS_STALE = _state(
    "fascicle_keys_stale", "Sources of keys that could not be read, or not all, when last looked at.", "of"
)
_INFO = _gauge_family(
    "fascicle_knowledge_info", "1: the rules and the service at work, by version.", "version", "sha256", "service"
)
_RULES = _gauge_family("fascicle_knowledge_rules", "How many rules were loaded.", "kind")
_KINDS = ("conditions", "findings", "red_flags", "tests", "medications", "screens")


class Knows(Collector):
    """Which service and which rules are at work: told when asked for, as it never changes while a process runs."""

    def __init__(self, knowledge: Knowledge) -> None:
        self.knowledge = knowledge

    def collect(self) -> Iterator[Metric]:
        """The versions as labels of a one, and how many rules of each kind there are."""
        knowledge = self.knowledge
        info, rules = _INFO(), _RULES()
        info.add_metric((knowledge.version, digest_of(knowledge), __version__), 1)
        for kind in _KINDS:
            rules.add_metric((kind,), len(getattr(knowledge, kind)))
        yield from (info, rules)


def digest_of(knowledge: Knowledge) -> str:
    """The SHA-256 of the rules, and after a plus that of the overlay."""
    overlay = knowledge.overlay
    return knowledge.about.sha256 + (f"+{overlay.sha256}" if overlay else "")


def registry_of(knowledge: Knowledge) -> CollectorRegistry:
    """A registry that tells all there is, of all workers where they write to one directory."""
    registry = CollectorRegistry()
    registry.register(Knows(knowledge))
    registry.register(MultiProcessCollector(None) if os.environ.get(DIRECTORY) else REGISTRY)
    return registry


def exposition(knowledge: Knowledge) -> bytes:
    """Everything there is to tell, in Prometheus's text format."""
    return generate_latest(registry_of(knowledge))

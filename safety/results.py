"""Run the tests that the hazard log names, and tell of each what came of it."""

from collections.abc import Iterable, Mapping

import pytest

from safety.records import Hazard

PASSED, FAILED, NOT_RUN = "passed", "failed", "not run"


class Recorder:
    """A plugin of pytest that remembers what every test came to, by file and function: all its examples together."""

    def __init__(self) -> None:
        """Nothing has run."""
        self.outcomes: dict[str, set[str]] = {}

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Take note of a test that has run, or that could not."""
        if report.when == "call" or report.outcome != "passed":
            self.outcomes.setdefault(report.nodeid.partition("[")[0], set()).add(report.outcome)

    def result(self, test: str) -> str:
        """Passed where every example did, failed where one failed, otherwise not run."""
        outcomes = self.outcomes.get(test, set())
        return FAILED if "failed" in outcomes else PASSED if outcomes == {"passed"} else NOT_RUN


def run(tests: Iterable[str], *options: str) -> dict[str, str]:
    """Run tests, named `file::function`, with further options of pytest. Test -> passed, failed or not run."""
    named, recorder = list(tests), Recorder()
    pytest.main(["-q", *options, *named], plugins=[recorder])
    return {test: recorder.result(test) for test in named}


def result_of(hazard: Hazard, results: Mapping[str, str]) -> str:
    """What the tests of a hazard came to together: the worst of them, and not run where one was not."""
    found = {results.get(test, NOT_RUN) for test in hazard.tests}
    return FAILED if FAILED in found else PASSED if found == {PASSED} else NOT_RUN

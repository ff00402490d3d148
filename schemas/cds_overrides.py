"""Why a clinician passes over advice: one closed list, for the cards of CDS Hooks, their feedback and /v1/feedback."""

from collections.abc import Mapping

# Code -> words. A code is never given another meaning; sites and their exports count by it.
OVERRIDE_REASONS: Mapping[str, str] = {
    "already-done": "Already done or arranged",
    "known-and-explained": "Known and explained already",
    "does-not-fit": "Does not fit this patient",
    "record-wrong": "The record that it was read from is wrong or out of date",
    "benefit-outweighs": "The benefit outweighs the risk",
    "watch-and-review": "Will watch and review",
    "patient-declined": "The patient declined",
    "specialist-advised": "A specialist advised otherwise",
    "not-available": "Not available here",
    "disagree": "I judge otherwise",
}

"""FHIR R4 <-> the history and the answer. No Flask, no clock: the caller gives the day."""

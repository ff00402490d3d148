"""The form inside an EHR: launches, pre-filling, writing back, against the mock EHR of examples/."""

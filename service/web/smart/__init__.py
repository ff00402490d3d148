"""The form inside an EHR: launched by SMART, filled from the record, and its answers offered to the record."""

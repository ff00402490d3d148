"""/fhir: what is published, and the operations that assess and pre-fill."""

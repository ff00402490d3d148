"""The service as a caller meets it: statuses, bodies and headers."""

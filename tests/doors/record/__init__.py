"""Documents for the record."""

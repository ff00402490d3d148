"""Measurements of speed and size, run by hand; each prints its table."""

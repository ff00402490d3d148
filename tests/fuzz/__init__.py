"""Inputs spoilt in every way, in small; `make soak` does it in large."""

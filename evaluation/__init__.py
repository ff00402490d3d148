"""How good the answers are on published cases: `python -m evaluation`, or `make evaluate`."""

"""Fascicle: decision support for muscle twitching. Run from this tree; only its dependencies are installed."""

__version__ = "0.1.0"

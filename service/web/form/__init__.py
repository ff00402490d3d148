"""The intake form's routes."""

"""What the service tells of itself: log, audit, metrics and traces. Nothing of what a caller sent goes through here."""

"""What the doors make of a caller's document, and of an assessment."""

"""The intake form as a door: what a browser posts <-> the intake dict that every other door sends. No Flask here."""

"""The pure floor: standard library only. No Flask, files, clock, logging, randomness or global state."""

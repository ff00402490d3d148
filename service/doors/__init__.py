"""The doors: translation between what callers send or read and what the engine speaks. No Flask."""

"""The engine beside the rule engines that a Python team would otherwise pick, on the same made-up rules."""

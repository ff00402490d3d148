"""CDS Hooks 2.0.1: a call of a hook -> a history -> cards. No Flask, no clock: the caller gives the day."""

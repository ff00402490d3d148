"""What the service says of its own evidence: the source attributes of a decision support intervention."""

"""Shapes: marshmallow for what enters and leaves by HTTP, JSON Schema for rules. Never imports service."""

"""The floor of shapes: marshmallow classes for what enters and leaves over HTTP, JSON Schema for rule files. Never imports service."""

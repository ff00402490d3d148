"""Tests against a real gunicorn on the loopback interface."""

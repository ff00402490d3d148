"""Tests in a real Chromium: what a clinician sees, clicks and types."""

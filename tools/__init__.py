"""Chores that are run by hand, seldom, and never by the service."""

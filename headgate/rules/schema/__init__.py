"""Schemas that can no longer read what was written."""

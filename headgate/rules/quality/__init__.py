"""Queries that answer wrong numbers."""

"""Witnesses of a change: both versions of what it hits are run on DuckDB, over the same small tables."""

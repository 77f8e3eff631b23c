"""Deterministic findings with evidence. One rule is one file, and its id is its path."""

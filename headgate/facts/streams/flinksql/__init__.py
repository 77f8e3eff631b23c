"""Flink SQL, which sqlglot has no dialect for: its tables, and its text in words that sqlglot reads."""

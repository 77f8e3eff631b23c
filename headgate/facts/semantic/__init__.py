"""Semantic layers as plain text: what LookML and Cube read of tables, column by column."""

"""DuckDB's own parser, asked for its word on a text. It parses and nothing more; it is called in workers only."""

from __future__ import annotations

SPEAKS = frozenset(("", "duckdb"))
"""Dialects for which its refusal counts: its own, and none that is told."""
REFUSED = "DuckDB's parser refuses it"
"""How the reason of a gap begins where it does."""


def refusal(text: str) -> str:
    """Why DuckDB's parser refuses `text`, in its words; empty where it takes it."""
    import duckdb  # noqa: PLC0415 - few texts need it, and every worker would load it

    with duckdb.connect(":memory:") as connection:
        try:
            connection.extract_statements(text)
        except duckdb.ParserException as error:
            return str(error).split("\n", 1)[0]
        except duckdb.Error:
            return ""
    return ""

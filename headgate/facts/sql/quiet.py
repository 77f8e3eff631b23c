"""Statements that move no data, told by their first words."""

from __future__ import annotations

from headgate.facts.sql.split import Piece

_QUIET = frozenset(
    (
        *("SHOW", "VACUUM", "ANALYZE", "OPTIMIZE", "REFRESH", "MSCK", "ADD", "LIST", "DESCRIBE"),
        *("DESC", "EXPLAIN", "GRANT", "REVOKE", "COMMIT", "ROLLBACK", "ABORT", "START", "RESET"),
        *("LOCK", "UNLOCK", "KILL", "PRINT", "LEAVE", "ITERATE", "BREAK", "CONTINUE", "RETURN"),
        *("RAISE", "RAISERROR", "THROW", "REINDEX", "CLUSTER", "CACHE", "UNCACHE", "CLEAR", "PRAGMA"),
        *("SET", "DECLARE", "CLOSE", "OPEN", "SIGNAL", "RESIGNAL", "SAVEPOINT", "RELEASE", "DENY"),
        *("CHECKPOINT", "DBCC", "NULL", "EXIT", "GOTO"),
    )
)
"""First words of statements that move no data; where sqlglot knows no tree for them, nothing is lost."""
_SETTINGS = frozenset(
    (
        *("USER", "ROLE", "WAREHOUSE", "LOGIN", "GROUP", "POLICY", "INTEGRATION", "RESOURCE", "SERVER", "DATABASE"),
        *("SCHEMA", "EXTENSION", "SEQUENCE", "INDEX", "TYPE", "DOMAIN", "NETWORK", "SECURITY", "ALERT", "SHARE"),
        *("TAG", "MASKING", "FILE", "SESSION", "ACCOUNT", "SYSTEM", "AUTHORIZATION", "CREDENTIAL", "CERTIFICATE"),
    )
)
"""What CREATE, ALTER and DROP may make besides tables and what is made of them."""


def moves_no_data(piece: Piece) -> bool:
    """Whether a statement sets, grants, shows or maintains something, and moves no rows."""
    first, *rest = piece.words(5)
    if first in ("CREATE", "ALTER", "DROP"):
        kind = next((word for word in rest if word not in ("OR", "REPLACE", "UNIQUE", "IF", "EXISTS")), "")
        return kind in _SETTINGS
    return first.partition(" ")[0] in _QUIET

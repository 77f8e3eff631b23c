"""Transactions that a script opens and closes.

Source: PostgreSQL manual, "BEGIN", "COMMIT": a second BEGIN and a COMMIT without a transaction are warnings, and what
is open at the end of the session is rolled back.
"""

from __future__ import annotations

from collections.abc import Iterator

from headgate.impact.compat.change import SchemaChange
from headgate.impact.compat.ddl.statements import Words


def opens(words: Words) -> bool:
    """Whether a statement begins a transaction."""
    return words.starts("BEGIN") or words.starts("START", "TRANSACTION")


def closes(words: Words) -> bool:
    """Whether a statement ends a transaction."""
    return words.starts("COMMIT") or words.starts("ROLLBACK") or words.starts("END") or words.starts("ABORT")


def unbalanced(script: list[Words]) -> Iterator[SchemaChange]:
    """Transactions that are opened twice, closed without being open, or left open at the end."""
    opened: Words | None = None
    for words in script:
        if opens(words):
            if opened is not None:
                told = "the transaction is begun inside another one: the first COMMIT ends both"
                yield _told("transaction-nesting", words, told)
            opened = words
        elif closes(words) and not words.starts("ROLLBACK", "TO"):
            if opened is None:
                told = "the transaction that ends here was not begun in this script: it may be the migration tool's own"
                yield _told("transaction-nesting", words, told)
            opened = None
    if opened is not None:
        told = "the transaction is never committed: all of it is rolled back when the connection closes"
        yield _told("ban-uncommitted-transaction", opened, told)


def _told(kind: str, words: Words, message: str) -> SchemaChange:
    return SchemaChange("transaction", kind, True, (), message, 0, words.line, entity=kind, span=words.span)

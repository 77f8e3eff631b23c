"""Transactions that a script opens and closes.

Source: PostgreSQL manual, "BEGIN", "COMMIT": a second BEGIN and a COMMIT without a transaction are warnings, and what
is open at the end of the session is rolled back.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from headgate.impact.compat.change import SchemaChange
from headgate.impact.compat.ddl.locks.script import Script, lock
from headgate.impact.compat.ddl.statements import Words

_SENT_ALONE = re.compile(
    r"no[-_ ]?transaction|transaction\s?[:=]\s?\"?false|txmode\s{1,3}none|disable-(?:assume-in|ddl)-transaction", re.I
)
"""How goose, sqlx, dbmate, Liquibase, Flyway, Atlas and squawk write that a script is not run in a transaction."""


def sent_as_one(script: Script) -> Iterator[SchemaChange]:
    """Indexes built concurrently among other statements, as the tools that send a script in one transaction run it.

    A script that opens transactions of its own, or says that it is run outside of one, is not sent so; nor is one of
    a single statement.
    """
    if len(script.statements) < 2 or _SENT_ALONE.search(script.text) or any(map(opens, script.statements)):
        return
    for words in script.statements:
        if words.before("ON").has("INDEX") and words.has("CONCURRENTLY"):
            told = "CONCURRENTLY fails in a transaction, and a tool that runs a script as one transaction opens it"
            yield lock("ban-concurrent-index-creation-in-transaction", "transaction", words, told)


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

"""Statements that fail when a script is run again after it stopped half way."""

from __future__ import annotations

from collections.abc import Iterator

from headgate.impact.compat.change import SchemaChange
from headgate.impact.compat.ddl.columns import CONSTRAINTS
from headgate.impact.compat.ddl.locks import transactions
from headgate.impact.compat.ddl.locks.script import Script, lock, table_of_alter
from headgate.impact.compat.ddl.statements import Words

_KIND = "prefer-robust-stmts"
_MADE = ("TABLE", "SEQUENCE", "SCHEMA", "EXTENSION", "INDEX", "MATERIALIZED")
"""What may be made IF NOT EXISTS."""
_BEFORE_KIND = ("CREATE", "OR", "REPLACE", "GLOBAL", "LOCAL", "TEMP", "TEMPORARY", "UNLOGGED", "UNIQUE")


def robust(script: Script) -> Iterator[SchemaChange]:
    """Statements that are not undone with a transaction, and cannot be repeated.

    A script of one statement has no half. What was dropped IF EXISTS before may be made without asking.
    """
    if len(script.statements) < 2:
        return
    inside = False
    dropped: set[tuple[str, str]] = set()
    for words in script.statements:
        if transactions.opens(words):
            inside = True
        elif transactions.closes(words):
            inside = False
        elif not inside:
            yield from _fragile(words, dropped)


def _fragile(words: Words, dropped: set[tuple[str, str]]) -> Iterator[SchemaChange]:
    if words.starts("CREATE"):
        yield from _created(words, dropped)
    elif words.starts("DROP"):
        kind = words.words[1].upper if len(words.words) > 1 else ""
        rest = words.after("DROP", kind, "VIEW", "CONCURRENTLY")
        if rest.starts("IF", "EXISTS"):
            dropped.update((kind, part.name()[0]) for part in rest.after("IF", "EXISTS").split())
        elif kind not in ("OWNED", ""):
            told = "the statement fails when the script is run again; IF EXISTS does not"
            yield lock(_KIND, rest.name()[0], words, told)
    elif words.starts("ALTER", "TABLE"):
        table, actions = table_of_alter(words)
        for action in actions:
            yield from _altered(table, action, dropped)


def _created(words: Words, dropped: set[tuple[str, str]]) -> Iterator[SchemaChange]:
    made = words.after(*_BEFORE_KIND)
    kind = made.words[0].upper if made.words else ""
    rest = made.after(kind, "VIEW", "CONCURRENTLY")
    unnamed = kind == "INDEX" and rest.starts("ON")
    if kind not in _MADE or unnamed or rest.starts("IF", "NOT", "EXISTS") or words.has("ON", "COMMIT", "DROP"):
        return
    name = rest.name()[0]
    if (kind, name) not in dropped:
        yield lock(_KIND, name, words, f"making {name} fails when the script is run again; IF NOT EXISTS does not")


def _altered(table: str, action: Words, dropped: set[tuple[str, str]]) -> Iterator[SchemaChange]:
    is_constraint = len(action.words) > 1 and action.words[1].upper in CONSTRAINTS
    name = action.after("ADD", "DROP", "COLUMN", "CONSTRAINT", "IF", "NOT", "EXISTS").name()[0]
    if action.starts("DROP"):
        if action.has("IF", "EXISTS"):
            dropped.add((table, name))
        else:
            told = f"dropping {name} fails when the script is run again; IF EXISTS does not"
            yield lock(_KIND, table, action, told)
    elif action.starts("ADD"):
        if is_constraint and (table, name) not in dropped:
            told = f"adding to {table} fails when the script is run again; DROP CONSTRAINT IF EXISTS first"
            yield lock(_KIND, table, action, told)
        elif not is_constraint and not action.has("IF", "NOT", "EXISTS"):
            told = f"adding {name} to {table} fails when the script is run again; IF NOT EXISTS does not"
            yield lock(_KIND, table, action, told)
    elif action.starts("RENAME"):
        told = f"renaming on {table} fails when the script is run again; a transaction takes it back"
        yield lock(_KIND, table, action, told)

"""Statements that hold up users of a table in use, on Oracle Database.

Source: Oracle Database SQL language reference, "CREATE INDEX" (ONLINE), "ALTER TABLE" (MOVE ONLINE, SET UNUSED, DROP
COLUMN), "constraint" (ENABLE NOVALIDATE).
"""

from __future__ import annotations

from collections.abc import Iterator

from headgate.impact.compat.change import SchemaChange
from headgate.impact.compat.ddl.locks.script import Script, lock, table_of_index
from headgate.impact.compat.ddl.statements import Words


def blocking(script: Script) -> Iterator[SchemaChange]:
    """Statements that build, scan or rewrite a table under a lock that keeps writers out."""
    for words in script.walk():
        if words.starts("CREATE") and words.before("ON").has("INDEX"):
            table, _ = table_of_index(words)
            if not words.has("ONLINE") and not script.is_fresh(table):
                told = f"the index is built under a lock that keeps writers off {table}"
                yield lock("index-without-online", table, words, told, f"{words} ONLINE;")
        elif words.starts("ALTER", "INDEX") and words.has("REBUILD") and not words.has("ONLINE"):
            name, _ = words.after("ALTER", "INDEX").name()
            told = "the index is rebuilt under a lock that keeps writers off its table"
            yield lock("index-without-online", name, words, told, f"{words} ONLINE;")
        elif words.starts("ALTER", "TABLE"):
            table, rest = words.after("ALTER", "TABLE").name()
            if not script.is_fresh(table):
                yield from _altered(table, rest)


def _altered(table: str, rest: Words) -> Iterator[SchemaChange]:
    if rest.starts("MOVE") and not rest.has("ONLINE"):
        told = f"moving {table} rewrites it while writers wait, and leaves its indexes unusable"
        yield lock("rewriting-table", table, rest, told, f"ALTER TABLE {table} MOVE ONLINE;")
    elif rest.starts("DROP") and (rest.starts("DROP", "COLUMN") or rest.starts("DROP", "(")):
        name = rest.bracket()[0].name()[0] if rest.starts("DROP", "(") else rest.after("DROP", "COLUMN").name()[0]
        safely = (
            f"ALTER TABLE {table} SET UNUSED COLUMN {name};\n"
            f"-- in a quiet hour:\nALTER TABLE {table} DROP UNUSED COLUMNS CHECKPOINT 10000;"
        )
        told = f"dropping a column rewrites every row of {table} under an exclusive lock"
        yield lock("rewriting-table", table, rest, told, safely)
    elif rest.starts("ADD") and rest.has("CONSTRAINT") and not rest.has("NOVALIDATE"):
        name = rest.after("ADD", "CONSTRAINT").name()[0]
        if rest.has("FOREIGN", "KEY") or rest.has("CHECK"):
            safely = (
                f"ALTER TABLE {table} {rest} ENABLE NOVALIDATE;\nALTER TABLE {table} MODIFY CONSTRAINT {name} VALIDATE;"
            )
            told = f"the constraint is checked for all rows of {table} while writers wait"
            yield lock("constraint-missing-not-valid", table, rest, told, safely)

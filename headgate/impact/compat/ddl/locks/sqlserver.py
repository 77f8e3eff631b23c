"""Statements that hold up readers or writers of a table in use, on SQL Server.

Source: Transact-SQL reference, "CREATE INDEX", "ALTER TABLE" (ONLINE, WITH NOCHECK), "ALTER INDEX"; SQL Server guide,
"Perform index operations online".
"""

from __future__ import annotations

from collections.abc import Iterator

from headgate.impact.compat.change import SchemaChange
from headgate.impact.compat.ddl.columns import state_of, widens
from headgate.impact.compat.ddl.locks.script import Script, lock, table_of_index
from headgate.impact.compat.ddl.statements import Words


def blocking(script: Script) -> Iterator[SchemaChange]:
    """Statements that build, scan or rewrite a table under a schema modification or shared lock."""
    for words in script.walk():
        if words.starts("CREATE") and words.before("ON").has("INDEX"):
            table, _ = table_of_index(words)
            if not script.is_fresh(table) and not _online(words):
                told = f"the index is built while writers of {table} wait, readers too where it is clustered"
                yield lock("index-without-online", table, words, told, f"{words} WITH (ONLINE = ON);")
        elif words.starts("ALTER", "INDEX") and words.has("REBUILD") and not _online(words):
            table, _ = table_of_index(words)
            told = f"the index is rebuilt while users of {table} wait"
            yield lock("index-without-online", table, words, told, f"{words} WITH (ONLINE = ON);")
        elif words.starts("ALTER", "TABLE"):
            table, rest = words.after("ALTER", "TABLE").name()
            if not script.is_fresh(table):
                yield from _altered(script, table, rest)


def _altered(script: Script, table: str, rest: Words) -> Iterator[SchemaChange]:
    if rest.starts("ALTER", "COLUMN") and not _online(rest):
        yield from _column(script, table, rest)
    added = rest.after("WITH", "CHECK")
    if not added.starts("ADD") or rest.starts("WITH", "NOCHECK"):
        return
    if (added.has("PRIMARY", "KEY") or added.has("UNIQUE")) and not _online(added):
        told = f"the constraint's index is built while users of {table} wait"
        yield lock("index-without-online", table, rest, told, f"ALTER TABLE {table} {added} WITH (ONLINE = ON);")
    elif added.has("FOREIGN", "KEY") or (added.starts("ADD", "CONSTRAINT") and added.has("CHECK")):
        name = added.after("ADD", "CONSTRAINT").name()[0]
        safely = (
            f"ALTER TABLE {table} WITH NOCHECK {added};\n"
            f"-- later, under a lock that lets others in:\n"
            f"ALTER TABLE {table} WITH CHECK CHECK CONSTRAINT {name};"
        )
        told = f"the constraint is checked for all rows of {table} under a schema modification lock"
        yield lock("constraint-missing-not-valid", table, rest, told, safely)


def _column(script: Script, table: str, rest: Words) -> Iterator[SchemaChange]:
    name, definition = rest.after("ALTER", "COLUMN").name()
    before, made = script.column(table, name), state_of(definition)
    if not before.type or not made.type:
        return
    safely = f"ALTER TABLE {table} {rest} WITH (ONLINE = ON);"
    if before.type != made.type and not (widens(before.type, made.type) and "char" in before.type):
        told = f"the column {name} changes from {before.type} to {made.type}: {table} is written anew while users wait"
        yield lock("changing-column-type", table, rest, told, safely)
    elif made.required and not before.required:
        told = f"all rows of {table} are scanned for NULL in {name} while users wait"
        yield lock("adding-not-null-field", table, rest, told, safely)


def _online(words: Words) -> bool:
    return "ONLINE=ON" in str(words).upper().replace(" ", "")

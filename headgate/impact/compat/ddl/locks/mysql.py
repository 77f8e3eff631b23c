"""Statements that hold up writers of a table in use, on MySQL and MariaDB with InnoDB.

Source: MySQL 8.0 reference manual, "Online DDL Operations": which operation is INSTANT, INPLACE or COPY, and which of
them permits concurrent DML.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from headgate.impact.compat.change import SchemaChange
from headgate.impact.compat.ddl.columns import state_of
from headgate.impact.compat.ddl.locks.script import Script, lock, table_of_alter, table_of_index
from headgate.impact.compat.ddl.statements import Words

_ONLINE = "ALGORITHM=INPLACE, LOCK=NONE"
_TOOL = "-- a copy beside users: gh-ost or pt-online-schema-change with the same ALTER"
_TEXT_SIZE = re.compile(r"varchar\((\d{1,6})\)")


def blocking(script: Script) -> Iterator[SchemaChange]:
    """Statements that copy a table, or build on it without letting writers in."""
    for words in script.walk():
        if words.starts("CREATE") and words.before("ON").has("INDEX"):
            table, _ = table_of_index(words)
            if not script.is_fresh(table) and (words.starts("CREATE", "FULLTEXT") or words.starts("CREATE", "SPATIAL")):
                told = f"a {words.words[1].text.upper()} index is built on {table} while writers wait"
                yield lock("index-without-online", table, words, told, _TOOL)
        elif words.starts("ALTER", "TABLE"):
            table, actions = table_of_alter(words)
            if not script.is_fresh(table):
                yield from _forced(table, words)
                for action in actions:
                    yield from _action(script, table, action)


def _forced(table: str, words: Words) -> Iterator[SchemaChange]:
    flat = str(words).upper().replace(" ", "")
    if "ALGORITHM=COPY" in flat:
        told = f"ALGORITHM=COPY copies all of {table} while writers wait"
        yield lock("table-copied", table, words, told, f"ALTER TABLE {table} …, {_ONLINE};")
    elif "LOCK=EXCLUSIVE" in flat or "LOCK=SHARED" in flat:
        told = f"the statement asks for a lock that keeps writers off {table} until it is done"
        yield lock("table-copied", table, words, told, f"ALTER TABLE {table} …, {_ONLINE};")


def _action(script: Script, table: str, action: Words) -> Iterator[SchemaChange]:
    why = _copies(script, table, action)
    if why:
        safely = f"-- the server refuses instead of copying:\nALTER TABLE {table} {action}, {_ONLINE};\n{_TOOL}"
        yield lock("table-copied", table, action, f"{why}: all of {table} is copied while writers wait", safely)


def _copies(script: Script, table: str, action: Words) -> str:
    """Why the action copies the table without concurrent DML; empty where it does not."""
    if action.starts("MODIFY") or action.starts("CHANGE"):
        return _retyped(script, table, action)
    if action.starts("CONVERT", "TO"):
        return "the character set is converted"
    if action.starts("DROP", "PRIMARY", "KEY"):
        return "the primary key is dropped"
    if action.starts("PARTITION", "BY") or action.starts("REMOVE", "PARTITIONING"):
        return "the table is partitioned anew"
    if not action.starts("ADD"):
        return ""
    if action.has("FOREIGN", "KEY"):
        return "a foreign key is checked (only with foreign_key_checks=0 it is added in place)"
    if action.has("CHECK") and (action.starts("ADD", "CHECK") or action.starts("ADD", "CONSTRAINT")):
        return "a CHECK constraint is added"
    if action.has("STORED") and (action.has("AS") or action.has("GENERATED")):
        return "a stored column is worked out"
    return "a full-text or spatial index is added" if action.has("FULLTEXT") or action.has("SPATIAL") else ""


def _retyped(script: Script, table: str, action: Words) -> str:
    name, rest = action.after("MODIFY", "CHANGE", "COLUMN").name()
    if action.starts("CHANGE"):
        _, rest = rest.name()
    old, new = script.column(table, name).type, state_of(rest).type
    if not old or not new or old == new:
        return ""
    sizes = [_TEXT_SIZE.fullmatch(type_) for type_ in (old, new)]
    if sizes[0] and sizes[1]:
        before, after = int(sizes[0][1]), int(sizes[1][1])
        # The length byte: one up to 255 bytes, two beyond; characters have up to four.
        if before <= after and (after * 4 <= 255 or before > 255):
            return ""
    if old.startswith("enum(") and new.startswith(old[:-1].rstrip(")")):
        return ""
    return f"the column {name} changes from {old} to {new}"

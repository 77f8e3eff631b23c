"""Conventions on what statements name: the schema of a table, the place of an enum value; and on what is better left.

Source: PostgreSQL manual, "Schemas: The Schema Search Path", "ALTER TYPE", "CREATE DOMAIN", "TRUNCATE".
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from headgate.impact.compat.change import SchemaChange
from headgate.impact.compat.ddl.locks.script import Script, beside_users, lock
from headgate.impact.compat.ddl.statements import Words

_TEMPORARY = ("TEMP", "TEMPORARY")


def _unqualified(script: Script) -> Iterator[SchemaChange]:
    """A table without its schema is looked for along the search path of whoever runs the script."""
    temporary: set[str] = set()
    for words in script.statements:
        for table, at in _tables(words):
            if words.starts("CREATE") and any(
                words.after("CREATE", "GLOBAL", "LOCAL").starts(one) for one in _TEMPORARY
            ):
                temporary.add(table)
            elif "." not in table and table not in temporary:
                told = f"{table} is looked for along the search path of whoever runs the script; name its schema"
                yield lock("require-table-schema", table, at, told)


def _tables(words: Words) -> Iterator[tuple[str, Words]]:
    made = words.after("CREATE", "GLOBAL", "LOCAL", "TEMP", "TEMPORARY", "UNLOGGED")
    if words.starts("CREATE") and made.starts("TABLE"):
        yield made.after("TABLE", "IF", "NOT", "EXISTS").name()[0], words
    elif words.starts("ALTER", "TABLE"):
        yield words.after("ALTER", "TABLE", "IF", "EXISTS", "ONLY").name()[0], words
    elif words.starts("DROP", "TABLE"):
        for part in words.after("DROP", "TABLE", "IF", "EXISTS").split():
            yield part.name()[0], part


def _unordered(script: Script) -> Iterator[SchemaChange]:
    for words in script.statements:
        if not words.starts("ALTER", "TYPE") or not words.has("ADD", "VALUE"):
            continue
        if not words.has("BEFORE") and not words.has("AFTER"):
            name = words.after("ALTER", "TYPE").name()[0]
            told = f"the new value of {name} sorts behind all others; say BEFORE or AFTER which one it belongs"
            yield lock("require-enum-value-ordering", name, words, told)


def _limited_domain(script: Script) -> Iterator[SchemaChange]:
    for words in script.statements:
        if not words.starts("CREATE", "DOMAIN"):
            continue
        name, rest = words.after("CREATE", "DOMAIN").name()
        if rest.has("CHECK") or rest.has("NOT", "NULL") or rest.has("CONSTRAINT"):
            told = f"a limit on the domain {name} can only be changed by checking every table that uses it"
            yield lock("ban-create-domain-with-constraint", name, words, told)


def _nullable_again(script: Script) -> Iterator[SchemaChange]:
    for words in script.statements:
        if not words.starts("ALTER", "TABLE"):
            continue
        table, rest = words.after("ALTER", "TABLE", "IF", "EXISTS", "ONLY").name()
        for action in rest.split():
            name, change = action.after("ALTER", "COLUMN").name()
            if action.starts("ALTER") and change.starts("DROP", "NOT", "NULL"):
                told = f"readers of {table}.{name} that never met a NULL may now"
                yield lock("ban-drop-not-null", f"{table}.{name}", action, told)


def _cascading(script: Script) -> Iterator[SchemaChange]:
    for words in script.statements:
        if words.starts("TRUNCATE") and words.has("CASCADE"):
            table = words.after("TRUNCATE", "TABLE", "ONLY").name()[0]
            told = f"tables that refer to {table}, and those that refer to them, are emptied too"
            yield lock("ban-truncate-cascade", table, words, told)


def _dropped_database(script: Script) -> Iterator[SchemaChange]:
    for words in script.statements:
        if words.starts("DROP", "DATABASE"):
            name = words.after("DROP", "DATABASE", "IF", "EXISTS").name()[0]
            yield lock("ban-drop-database", name, words, f"the database {name} is dropped with all that it holds")


def _detached(script: Script) -> Iterator[SchemaChange]:
    for words in script.statements:
        if words.starts("ALTER", "TABLE") and words.has("DETACH", "PARTITION") and not words.has("CONCURRENTLY"):
            table = words.after("ALTER", "TABLE", "IF", "EXISTS", "ONLY").name()[0]
            told = f"readers of {table} wait while the partition is taken off; CONCURRENTLY lets them in"
            yield lock("require-concurrent-partition-detach", table, words, told)


def _rebuilt(script: Script) -> Iterator[SchemaChange]:
    for words in script.statements:
        if words.starts("REINDEX") and not beside_users(words):
            told = "writers wait while the index is built; CONCURRENTLY lets them in"
            yield lock("require-concurrent-reindex", "index", words, told)


CHECKS: Mapping[str, Callable[[Script], Iterator[SchemaChange]]] = {
    "require-table-schema": _unqualified,
    "require-enum-value-ordering": _unordered,
    "ban-create-domain-with-constraint": _limited_domain,
    "ban-drop-not-null": _nullable_again,
    "ban-truncate-cascade": _cascading,
    "ban-drop-database": _dropped_database,
    "require-concurrent-partition-detach": _detached,
    "require-concurrent-reindex": _rebuilt,
}

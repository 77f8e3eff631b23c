"""Statements that hold up readers or writers of a table in use, on PostgreSQL.

Source: PostgreSQL manual, "Explicit Locking", "ALTER TABLE" (notes on rewrites and scans) and "CREATE INDEX"
(building indexes concurrently).
"""

from __future__ import annotations

from collections.abc import Iterator

from headgate.impact.compat.change import SchemaChange
from headgate.impact.compat.ddl.statements import Words

_CONSTANT_CALLS = ("NOW", "CURRENT_TIMESTAMP", "TRANSACTION_TIMESTAMP", "STATEMENT_TIMESTAMP", "CURRENT_DATE",
                   "CURRENT_TIME", "LOCALTIMESTAMP", "LOCALTIME", "CURRENT_USER")  # fmt: skip


def blocking(script: list[Words]) -> Iterator[SchemaChange]:
    """Statements that scan, rewrite or lock a table that the script did not make itself."""
    fresh: set[str] = set()
    validated: set[str] = set()
    explicit = False
    for words in script:
        if words.starts("BEGIN") or words.starts("START", "TRANSACTION"):
            explicit = True
        elif words.starts("COMMIT") or words.starts("ROLLBACK"):
            explicit = False
        elif words.starts("CREATE", "TABLE"):
            fresh.add(words.after("CREATE", "TABLE", "IF", "NOT", "EXISTS").name()[0])
        elif words.starts("CREATE") and words.has("INDEX"):
            yield from _index(words, fresh, explicit)
        elif words.starts("DROP", "INDEX") and not words.has("CONCURRENTLY"):
            told = "dropping an index locks its table against all reads and writes; DROP INDEX CONCURRENTLY does not"
            yield _lock("require-concurrent-index-deletion", words.after("DROP", "INDEX").name()[0], words.line, told)
        elif words.starts("ALTER", "TABLE"):
            table, rest = words.after("ALTER", "TABLE", "IF", "EXISTS", "ONLY").name()
            for action in rest.split():
                if action.starts("VALIDATE"):
                    validated.add(table)
                elif table not in fresh:
                    yield from _action(table, action, validated)


def _lock(kind: str, table: str, line: int, message: str) -> SchemaChange:
    return SchemaChange(table, kind, True, (), message, 0, line, entity=table)


def _index(words: Words, fresh: set[str], explicit: bool) -> Iterator[SchemaChange]:
    table = next(
        (Words(words.words[at + 1 :]).after("ONLY").name()[0] for at, w in enumerate(words.words) if w.upper == "ON"),
        "",
    )
    if words.has("CONCURRENTLY"):
        if explicit:
            told = "CREATE INDEX CONCURRENTLY fails inside a transaction"
            yield _lock("ban-concurrent-index-creation-in-transaction", table, words.line, told)
    elif table not in fresh:
        told = f"building the index locks {table} against writes until it is done; CONCURRENTLY does not"
        yield _lock("require-concurrent-index-creation", table, words.line, told)


def _action(table: str, action: Words, validated: set[str]) -> Iterator[SchemaChange]:
    line = action.line
    if action.starts("ADD"):
        yield from _add(table, action)
    elif action.starts("ALTER"):
        _, rest = action.after("ALTER", "COLUMN").name()
        if rest.starts("SET", "NOT", "NULL") and table not in validated:
            told = f"SET NOT NULL scans all of {table} under an exclusive lock; validate a CHECK constraint first"
            yield _lock("adding-not-null-field", table, line, told)
        elif rest.starts("TYPE") or rest.starts("SET", "DATA", "TYPE"):
            told = f"changing a column's type may rewrite all of {table} under an exclusive lock"
            yield _lock("changing-column-type", table, line, told)


def _add(table: str, action: Words) -> Iterator[SchemaChange]:
    line, checked = action.line, not action.has("NOT", "VALID")
    if action.has("USING", "INDEX"):
        return
    if action.has("PRIMARY", "KEY"):
        told = f"the primary key's index is built under an exclusive lock on {table}"
        yield _lock("adding-primary-key-constraint", table, line, told)
    elif action.has("UNIQUE"):
        told = (
            f"the constraint's index is built under an exclusive lock on {table}; build it concurrently, then attach it"
        )
        yield _lock("disallow-unique-constraint", table, line, told)
    if checked and action.has("REFERENCES"):
        told = (
            f"the foreign key is checked for all rows of {table} while both tables are locked; add it NOT VALID first"
        )
        yield _lock("adding-foreign-key-constraint", table, line, told)
    if checked and (action.has("CHECK") or action.has("REFERENCES")) and action.has("CONSTRAINT"):
        told = f"the constraint is checked for all rows of {table} under a lock; add it NOT VALID, then validate"
        yield _lock("constraint-missing-not-valid", table, line, told)
    if _volatile_default(action) or (action.has("GENERATED", "ALWAYS", "AS") and action.has("STORED")):
        told = f"the default is worked out row by row: all of {table} is rewritten under an exclusive lock"
        yield _lock("adding-field-with-default", table, line, told)


def _volatile_default(action: Words) -> bool:
    """Whether the default calls a function that is not known to be stable in a transaction."""
    words = action.words
    start = next((at for at, word in enumerate(words) if word.upper == "DEFAULT"), len(words))
    for at in range(start, len(words) - 1):
        if words[at + 1].text == "(" and words[at].text.isidentifier() and words[at].upper not in _CONSTANT_CALLS:
            return True
    return False

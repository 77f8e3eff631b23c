"""Statements that hold up readers or writers of a table in use, on PostgreSQL.

Source: PostgreSQL manual, "Explicit Locking", "ALTER TABLE" (notes on rewrites and scans), "CREATE INDEX" (building
indexes concurrently), "VACUUM", "CLUSTER", "REINDEX", "REFRESH MATERIALIZED VIEW".
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from headgate.impact.compat.change import SchemaChange
from headgate.impact.compat.ddl.columns import SERIAL, state_of
from headgate.impact.compat.ddl.locks import transactions
from headgate.impact.compat.ddl.locks.script import Script, beside_users, lock, table_of_alter, table_of_index, too_long
from headgate.impact.compat.ddl.statements import Words

_CONSTANT_CALLS = ("NOW", "CURRENT_TIMESTAMP", "TRANSACTION_TIMESTAMP", "STATEMENT_TIMESTAMP", "CURRENT_DATE",
                   "CURRENT_TIME", "LOCALTIMESTAMP", "LOCALTIME", "CURRENT_USER")  # fmt: skip
_TEXTS = ("varchar", "character varying", "text")


def blocking(script: Script) -> Iterator[SchemaChange]:
    """Statements that scan, rewrite or lock a table that the script did not make itself."""
    yield from _Walk(script, _proved_by(script.earlier)).run()
    yield from transactions.unbalanced(script.statements)
    yield from too_long(script.statements)


def _proved_by(earlier: list[Words]) -> set[str]:
    """Tables that have a constraint validated before, which a later SET NOT NULL may rest on."""
    return {table_of_alter(words)[0] for words in earlier if words.starts("ALTER", "TABLE") and words.has("VALIDATE")}


@dataclass
class _Walk:
    script: Script
    validated: set[str] = field(default_factory=set)
    explicit: bool = False
    """Inside a transaction that the script opened."""
    unproved: set[tuple[str, str]] = field(default_factory=set)
    """Table and name of constraints that this transaction added without a check."""

    def run(self) -> Iterator[SchemaChange]:
        for words in self.script.walk():
            if transactions.opens(words):
                self.explicit = True
            elif transactions.closes(words):
                self.explicit = False
                self.unproved.clear()
            elif words.starts("CREATE") and words.before("ON").has("INDEX"):
                yield from self._index(words)
            elif words.starts("DROP", "INDEX"):
                yield from self._drop_index(words)
            elif words.starts("ALTER", "TABLE"):
                table, actions = table_of_alter(words)
                for action in actions:
                    if action.starts("VALIDATE"):
                        self.validated.add(table)
                        yield from self._validated(table, action)
                    elif not self.script.is_fresh(table):
                        if action.has("NOT", "VALID"):
                            self.unproved.add((table, action.after("ADD", "CONSTRAINT").name()[0]))
                        yield from self._action(table, action)
            else:
                yield from self._maintenance(words)

    def _validated(self, table: str, action: Words) -> Iterator[SchemaChange]:
        name = action.after("VALIDATE", "CONSTRAINT").name()[0]
        if self.explicit and (table, name) in self.unproved:
            told = (
                f"{name} is validated in the transaction that added it: the lock of the first statement on {table} is "
                "held through the scan"
            )
            yield lock("constraint-missing-not-valid", table, action, told, "COMMIT;\n-- then, in another transaction:")

    def _index(self, words: Words) -> Iterator[SchemaChange]:
        table, _ = table_of_index(words)
        if words.has("CONCURRENTLY"):
            if self.explicit:
                told = "CREATE INDEX CONCURRENTLY fails inside a transaction"
                yield lock("ban-concurrent-index-creation-in-transaction", table, words, told)
        elif table and not self.script.is_fresh(table):
            told = f"building the index locks {table} against writes until it is done; CONCURRENTLY does not"
            safely = re.sub(r"\bINDEX\b", "INDEX CONCURRENTLY", str(words), count=1, flags=re.I)
            yield lock("require-concurrent-index-creation", table, words, told, safely + ";")

    def _drop_index(self, words: Words) -> Iterator[SchemaChange]:
        name = words.after("DROP", "INDEX", "CONCURRENTLY", "IF", "EXISTS").name()[0]
        if not words.has("CONCURRENTLY"):
            told = "dropping an index locks its table against all reads and writes; DROP INDEX CONCURRENTLY does not"
            yield lock("require-concurrent-index-deletion", name, words, told, f"DROP INDEX CONCURRENTLY {name};")
        elif self.explicit:
            told = "DROP INDEX CONCURRENTLY fails inside a transaction"
            yield lock("ban-concurrent-index-creation-in-transaction", name, words, told)

    def _action(self, table: str, action: Words) -> Iterator[SchemaChange]:
        if action.starts("ADD"):
            yield from _added(table, action)
        elif action.starts("ALTER"):
            name, rest = action.after("ALTER", "COLUMN").name()
            if rest.starts("SET", "NOT", "NULL"):
                if table in self.validated or self.script.column(table, name).required:
                    return
                told = f"SET NOT NULL scans all of {table} under an exclusive lock; validate a CHECK constraint first"
                yield lock("adding-not-null-field", table, action, told, _checked_first(table, name))
            elif (rest.starts("TYPE") or rest.starts("SET", "DATA", "TYPE")) and not self._kept(table, name, rest):
                told = f"changing a column's type may rewrite all of {table} under an exclusive lock"
                yield lock("changing-column-type", table, action, told, _beside(table, name))
        else:
            yield from _rewritten(table, action)

    def _kept(self, table: str, name: str, rest: Words) -> bool:
        """Whether PostgreSQL changes only its catalog: a text that may be longer, more digits of the same scale."""
        old, new = self.script.column(table, name).type, state_of(rest.after("SET", "DATA", "TYPE")).type
        if not old or rest.has("USING"):
            return False
        (old_kind, old_size), (new_kind, new_size) = _parts(old), _parts(new)
        if old_kind in _TEXTS and new_kind in _TEXTS:
            return not new_size or (bool(old_size) and int(new_size[0]) >= int(old_size[0]))
        if old_kind == new_kind and old_kind in ("numeric", "decimal"):
            return not new_size or (
                bool(old_size) and old_size[1:] == new_size[1:] and int(new_size[0]) >= int(old_size[0])
            )
        return old == new

    def _maintenance(self, words: Words) -> Iterator[SchemaChange]:
        if words.starts("VACUUM") and (words.has("FULL") or words.bracket()[0].has("FULL")):
            table = words.after("VACUUM").words[-1].text.lower()
            told = "VACUUM FULL rewrites the table under a lock that blocks readers too"
            yield lock("vacuum-full", table, words, told, f"VACUUM {table};  -- or pg_repack, which works beside users")
        elif words.starts("ALTER", "DOMAIN"):
            name, rest = words.after("ALTER", "DOMAIN").name()
            if rest.starts("ADD") and not rest.has("NOT", "VALID"):
                told = f"every column of the domain {name}, in every table, is checked while its writers wait"
                yield lock("ban-alter-domain-with-add-constraint", name, words, told, _domain_late(name, rest))
        elif words.starts("CLUSTER"):
            table = words.after("CLUSTER", "VERBOSE").name()[0]
            yield lock(
                "rewriting-table", table, words, f"CLUSTER rewrites {table} under a lock that blocks readers too"
            )
        elif words.starts("REINDEX") and not beside_users(words):
            name = _past_options(words.after("REINDEX")).after("INDEX", "TABLE", "SCHEMA").name()[0]
            told = f"REINDEX locks {name} against writes, and queries that would use the index wait"
            yield lock("reindex-blocks", name, words, told, f"{_with_concurrently(words)};")
        elif words.starts("REFRESH", "MATERIALIZED", "VIEW") and not words.has("CONCURRENTLY"):
            name = words.after("REFRESH", "MATERIALIZED", "VIEW").name()[0]
            if not words.has("WITH", "NO", "DATA") and not self.script.is_fresh(name):
                told = f"refreshing locks {name} against readers until the query is done"
                yield lock(
                    "refresh-blocks-readers", name, words, told, f"REFRESH MATERIALIZED VIEW CONCURRENTLY {name};"
                )


def _past_options(words: Words) -> Words:
    return words.bracket()[1] if words.starts("(") else words


def _domain_late(name: str, rest: Words) -> str:
    constraint = rest.after("ADD", "CONSTRAINT").name()[0] if rest.starts("ADD", "CONSTRAINT") else "<name>"
    return (
        f"ALTER DOMAIN {name} {rest} NOT VALID;\n"
        f"-- in a transaction of its own:\n"
        f"ALTER DOMAIN {name} VALIDATE CONSTRAINT {constraint};"
    )


def _with_concurrently(words: Words) -> str:
    return re.sub(r"\b(INDEX|TABLE|SCHEMA)\b", r"\1 CONCURRENTLY", str(words), count=1, flags=re.I)


def _parts(type_: str) -> tuple[str, list[str]]:
    name, _, inside = type_.partition("(")
    return name.strip(), [part.strip() for part in inside.rstrip(")").split(",") if part.strip().isdigit()]


def _checked_first(table: str, column: str) -> str:
    name = f"{table.rpartition('.')[2]}_{column}_not_null"
    return (
        f"ALTER TABLE {table} ADD CONSTRAINT {name} CHECK ({column} IS NOT NULL) NOT VALID;\n"
        f"-- in a transaction of its own:\n"
        f"ALTER TABLE {table} VALIDATE CONSTRAINT {name};\n"
        f"-- PostgreSQL 12 and later take the constraint as proof and scan nothing:\n"
        f"ALTER TABLE {table} ALTER COLUMN {column} SET NOT NULL;\n"
        f"ALTER TABLE {table} DROP CONSTRAINT {name};"
    )


def _beside(table: str, column: str) -> str:
    return (
        f"ALTER TABLE {table} ADD COLUMN {column}_new <type>;\n"
        f"-- write both from the program or by a trigger, fill old rows in slices, then in one transaction:\n"
        f"ALTER TABLE {table} RENAME COLUMN {column} TO {column}_old;\n"
        f"ALTER TABLE {table} RENAME COLUMN {column}_new TO {column};"
    )


def _rewritten(table: str, action: Words) -> Iterator[SchemaChange]:
    for words, why in (
        (("SET", "LOGGED"), "writes the whole table to the log"),
        (("SET", "UNLOGGED"), "rewrites the whole table"),
        (("SET", "TABLESPACE"), "copies the whole table"),
        (("SET", "ACCESS", "METHOD"), "rewrites the whole table"),
    ):
        if action.starts(*words):
            told = f"{' '.join(words)} {why} under a lock on {table} that blocks readers too"
            yield lock("rewriting-table", table, action, told)


def _added(table: str, action: Words) -> Iterator[SchemaChange]:
    if action.has("USING", "INDEX"):
        return
    yield from _index_of_constraint(table, action)
    yield from _checked_constraint(table, action)
    if _volatile_default(action) or (action.has("GENERATED", "ALWAYS", "AS") and action.has("STORED")):
        told = f"the default is worked out row by row: all of {table} is rewritten under an exclusive lock"
        name = action.after("ADD", "COLUMN", "IF", "NOT", "EXISTS").name()[0]
        safely = (
            f"ALTER TABLE {table} ADD COLUMN {name} <type>;\n"
            f"ALTER TABLE {table} ALTER COLUMN {name} SET DEFAULT <expression>;\n"
            f"-- then fill old rows in slices"
        )
        yield lock("adding-field-with-default", table, action, told, safely)
    elif _numbered(action):
        told = f"every row is given a number: all of {table} is rewritten under an exclusive lock"
        yield lock("adding-serial-field", table, action, told)


def _numbered(action: Words) -> bool:
    _, rest = action.after("ADD", "COLUMN", "IF", "NOT", "EXISTS").name()
    first = rest.words[0].upper if rest.words else ""
    return first in SERIAL or (rest.has("GENERATED") and rest.has("AS", "IDENTITY"))


def _index_of_constraint(table: str, action: Words) -> Iterator[SchemaChange]:
    name = action.after("ADD", "CONSTRAINT").name()[0] if action.starts("ADD", "CONSTRAINT") else "<name>"
    columns = str(action.bracket()[0])
    built = (
        f"CREATE UNIQUE INDEX CONCURRENTLY {name} ON {table} ({columns});\nALTER TABLE {table} ADD CONSTRAINT {name}"
    )
    if action.has("PRIMARY", "KEY"):
        told = f"the primary key's index is built under an exclusive lock on {table}"
        yield lock("adding-primary-key-constraint", table, action, told, f"{built} PRIMARY KEY USING INDEX {name};")
    elif action.has("UNIQUE"):
        told = (
            f"the constraint's index is built under an exclusive lock on {table}; build it concurrently, then attach it"
        )
        yield lock("disallow-unique-constraint", table, action, told, f"{built} UNIQUE USING INDEX {name};")
    elif action.has("EXCLUDE"):
        told = (
            f"the exclusion constraint's index is built under an exclusive lock on {table}, and it has no form "
            "that is built beside users"
        )
        yield lock("adding-exclusion-constraint", table, action, told)


def _checked_constraint(table: str, action: Words) -> Iterator[SchemaChange]:
    if action.has("NOT", "VALID"):
        return
    name = action.after("ADD", "CONSTRAINT").name()[0] if action.starts("ADD", "CONSTRAINT") else "<name>"
    safely = (
        f"ALTER TABLE {table} {action} NOT VALID;\n"
        f"-- in a transaction of its own:\n"
        f"ALTER TABLE {table} VALIDATE CONSTRAINT {name};"
    )
    if action.has("REFERENCES"):
        told = (
            f"the foreign key is checked for all rows of {table} while both tables are locked; add it NOT VALID first"
        )
        yield lock("adding-foreign-key-constraint", table, action, told, safely)
    if (action.has("CHECK") or action.has("REFERENCES")) and action.has("CONSTRAINT"):
        told = f"the constraint is checked for all rows of {table} under a lock; add it NOT VALID, then validate"
        yield lock("constraint-missing-not-valid", table, action, told, safely)


def _volatile_default(action: Words) -> bool:
    """Whether the default calls a function that is not known to be stable in a transaction."""
    words = action.words
    start = next((at for at, word in enumerate(words) if word.upper == "DEFAULT"), len(words))
    for at in range(start, len(words) - 1):
        if words[at + 1].text == "(" and words[at].text.isidentifier() and words[at].upper not in _CONSTANT_CALLS:
            return True
    return False

"""A migration as those who look for locks walk through it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from headgate.impact.compat.change import SchemaChange
from headgate.impact.compat.ddl.columns import ColumnState, Tables
from headgate.impact.compat.ddl.statements import Words


@dataclass
class Script:
    """The statements of a migration, and what is known of the tables before it."""

    statements: list[Words]
    before: Tables
    earlier: list[Words]
    text: str = ""
    """The script as it stands in its file; empty where it does not."""
    fresh: set[str] = field(default_factory=set)
    """Tables that the statements so far made, as written: nobody uses them yet."""

    def walk(self) -> Iterator[Words]:
        """Each statement, with what it makes counted as fresh before it is yielded."""
        for words in self.statements:
            made = words.after("CREATE", "OR", "REPLACE", "GLOBAL", "LOCAL", "TEMP", "TEMPORARY", "UNLOGGED")
            if words.starts("CREATE") and made.starts("TABLE"):
                self.fresh.add(made.after("TABLE", "IF", "NOT", "EXISTS").name()[0])
            yield words

    def is_fresh(self, table: str) -> bool:
        """Whether the script made the table; a name without its schema may be one with it."""
        return is_among(table, self.fresh)

    def column(self, table: str, name: str) -> ColumnState:
        """What earlier migrations tell of a column."""
        return self.before.column(table, name)


def beside_users(words: Words) -> bool:
    """Whether a statement says CONCURRENTLY, among its words or in brackets: `REINDEX (CONCURRENTLY) TABLE t`."""
    options = words.after("REINDEX").bracket()[0] if words.starts("REINDEX", "(") else words
    return options.has("CONCURRENTLY") and not any(options.has("CONCURRENTLY", off) for off in ("FALSE", "OFF", "0"))


def is_among(table: str, names: set[str]) -> bool:
    """Whether a name is among others, where either may leave out its schema.

    >>> is_among("orders", {"shop.orders"}), is_among("a.orders", {"shop.orders"})
    (True, False)
    """
    if table in names:
        return True
    if "." in table:
        return table.rpartition(".")[2] in names
    return any(name.rpartition(".")[2] == table for name in names)


def lock(kind: str, table: str, at: Words, message: str, safely: str = "") -> SchemaChange:
    """A statement that holds up `table`; `safely` are the statements that do the same without."""
    return SchemaChange(table, kind, True, (), message, 0, at.line, entity=table, safely=safely, span=at.span)


def table_of_alter(words: Words) -> tuple[str, list[Words]]:
    """The table and the actions of an ALTER TABLE."""
    table, rest = words.after("ALTER", "TABLE", "IF", "EXISTS", "ONLY").name()
    return table, rest.split()


def table_of_index(words: Words) -> tuple[str, Words]:
    """The table that an index is built on, and what follows its name; empty where none is named."""
    for at, word in enumerate(words.words):
        if word.upper == "ON":
            return Words(words.words[at + 1 :]).after("ONLY").name()
    return "", Words(())


_MOST_BYTES = 63


def too_long(statements: list[Words]) -> Iterator[SchemaChange]:
    """Names that PostgreSQL cuts to 63 bytes, with a notice that nobody reads."""
    for words in statements:
        if not words.starts("CREATE") and not words.starts("ALTER"):
            continue
        for word in words.flat():
            if len(word.text.encode()) > _MOST_BYTES and word.is_name:
                told = f"the name {word.text} has more than {_MOST_BYTES} bytes and is cut to {_cut(word.text)}"
                yield lock("identifier-too-long", word.text.lower(), Words((word,)), told)


def _cut(name: str) -> str:
    return name.encode()[:_MOST_BYTES].decode("utf-8", "ignore")

"""What words can mean among the source tables."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from headgate.design.nature import natures
from headgate.design.route import Routes
from headgate.design.source.model import Kind, SourceSchema, SourceTable
from headgate.design.source.words import noun, snake, words

Words = tuple[str, ...]
_LABELS = ("name", "title", "label", "full_name", "display_name", "description")


@dataclass(frozen=True, slots=True)
class Meaning:
    """A column that a phrase may speak of; `role` is the stem of the foreign key by which it is meant."""

    table: str
    column: str
    role: str = ""
    via: str = ""
    """The table that holds that key, where the phrase names it."""


class Lexicon:
    """Phrases to columns and tables, by the names in the schema."""

    def __init__(self, schema: SourceSchema, routes: Routes) -> None:
        self.schema = schema
        self.routes = routes
        self.natures = natures(schema)
        self._columns: defaultdict[Words, dict[Meaning, None]] = defaultdict(dict)
        self._tables: dict[Words, str] = {}
        for table in schema.tables:
            self._enter(table)
            self._tables[words(table.name)] = table.name
        for table in schema.tables:
            short = words(table.name)[-1:]
            if short not in self._tables and sum(words(t.name)[-1:] == short for t in schema.tables) == 1:
                self._tables[short] = table.name
        for table in schema.tables:
            self._enter_roles(table)

    def table(self, phrase: str) -> str:
        """The table that a phrase names; empty for none."""
        return self._tables.get(words(phrase), "")

    def columns(self, phrase: str) -> tuple[Meaning, ...]:
        """The columns that a phrase may speak of."""
        if "." in phrase:
            table, _, column = phrase.partition(".")
            exact = [
                Meaning(one.name, snake(column))
                for one in self.schema.tables
                if one.name == snake(table) and snake(column) in one.by_name
            ]
            if exact:
                return tuple(exact)
        found = self._columns.get(words(phrase), {})
        if not found and " of " in f" {phrase} ":
            left, _, right = phrase.partition(" of ")
            found = self._columns.get((*words(right), *words(left)), {})
        return tuple(found)

    def values(self, phrase: str, table: str) -> tuple[tuple[str, str], ...]:
        """Columns of `table` that list `phrase` among their values, with its own spelling."""
        said = phrase.lower().replace("_", " ")
        return tuple(
            (column.name, value)
            for column in self.schema.table(table).columns
            for value in column.values
            if value.lower().replace("_", " ") == said
        )

    def flags(self, word: str, table: str) -> tuple[tuple[str, str], ...]:
        """The yes-or-no column of `table` that a word speaks of: `cancelled`, for `cancelled` or `is_cancelled`."""
        return tuple(
            (column.name, "true")
            for column in self.schema.table(table).columns
            if column.kind is Kind.BOOLEAN and word.lower() in (column.name, column.name.removeprefix("is_"))
        )

    def label(self, table: SourceTable) -> str:
        """The column by which people call a row: its name, else its key."""
        own = noun(table.name)
        for name in (*_LABELS, *(f"{own}_{label}" for label in _LABELS)):
            column = table.by_name.get(name)
            if column is not None and column.kind is Kind.TEXT:
                return name
        natural = table.validity.natural if table.validity is not None else table.key
        return natural[0] if len(natural) == 1 else ""

    def _enter(self, table: SourceTable) -> None:
        named = words(table.name)
        for column in table.columns:
            said = words(column.name)
            meaning = Meaning(table.name, column.name)
            self._columns[said][meaning] = None
            self._columns[(*named, *said)][meaning] = None
            if len(named) > 1:
                self._columns[(named[-1], *said)][meaning] = None
        label = self.label(table)
        if label:
            self._columns[named][Meaning(table.name, label)] = None

    def _enter_roles(self, table: SourceTable) -> None:
        for key in table.foreign:
            stem, target = words(key.stem), self.schema.table(key.table)
            if stem == words(target.name):
                continue
            label = self.label(target)
            if label:
                self._columns[stem][Meaning(target.name, label, key.stem)] = None
            for column in target.columns:
                self._columns[(*stem, *words(column.name))][Meaning(target.name, column.name, key.stem)] = None
        for key in table.foreign:
            for column in self.schema.table(key.table).columns:
                said = (*words(table.name), *words(key.stem), *words(column.name))
                self._columns[said][Meaning(key.table, column.name, key.stem, table.name)] = None

"""Values of columns settled against the whole repository: accepted_values, seeds, and what each model's query gives."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import replace

from headgate.dataset import DatasetId, table
from headgate.facts.dbt.model import DbtNode
from headgate.facts.reading import FileFacts
from headgate.facts.sql.grain import ColumnValues
from headgate.facts.sql.model import Statement
from headgate.facts.sql.values import united

Source = tuple[DatasetId, str]
_DEEPEST = 30
_MOST_ROOTS = 8


class Domains:
    """What the repository knows of the texts in its columns."""

    def __init__(self, files: Mapping[str, FileFacts]) -> None:
        self._told: dict[Source, ColumnValues] = {}
        self._made: dict[DatasetId, list[Statement]] = {}
        for path, facts in files.items():
            for node in facts.dbt.nodes if facts.dbt is not None else ():
                for column, told in (*_accepted(node, path), *_of_seed(node, path)):
                    self._told.setdefault((_dataset(node), column), told)
            for statement in facts.statements:
                if statement.target is not None and statement.kind != "update":
                    self._made.setdefault(statement.target, []).append(statement)
        self._known: dict[Source, ColumnValues] = {}
        self._roots: dict[Source, tuple[Source, ...]] = {}

    def settled(self, values: ColumnValues, depth: int = 0) -> ColumnValues:
        """`values` with what its sources tell; not closed where one of them tells nothing."""
        if not values.sources:
            return values
        own = replace(values, sources=(), closed=True, reason="") if values.values else None
        parts = [self.of(source, depth + 1) for source in values.sources]
        found = united(values.name, [*([own] if own is not None else []), *parts])
        if values.folded:
            change = str.lower if values.folded == "lower" else str.upper
            texts = tuple(dict.fromkeys(change(value) for value in found.values))
            return replace(found, values=texts, folded=values.folded, reason=values.reason or found.reason)
        return found

    def of(self, source: Source, depth: int = 0) -> ColumnValues:
        """What a column of a table can hold."""
        if source not in self._known:
            self._known[source] = ColumnValues(source[1])
            if depth < _DEEPEST:
                self._known[source] = self._of(source, depth)
        return self._known[source]

    def _of(self, source: Source, depth: int) -> ColumnValues:
        dataset, name = source
        each = [_column(statement, name) for statement in self._made.get(dataset, ())]
        if each and None not in each:
            found = united(name, [self.settled(one, depth) for one in each if one is not None])
            if found.closed or found.folded:
                return replace(found, reason=f"in {dataset}, {found.reason}")
        return self._told.get(source, ColumnValues(name))

    def roots(self, source: Source, depth: int = 0) -> tuple[Source, ...]:
        """The columns at which a value enters the repository, where each step passes it on as it is."""
        if source not in self._roots:
            self._roots[source] = (source,)
            each = [_column(statement, source[1]) for statement in self._made.get(source[0], ())]
            plain = [one for one in each if one is not None and one.sources and not one.values and not one.folded]
            if each and len(plain) == len(each) and depth < _DEEPEST:
                found = (root for one in plain for below in one.sources for root in self.roots(below, depth + 1))
                self._roots[source] = tuple(dict.fromkeys(found))[:_MOST_ROOTS]
        return self._roots[source]


def _column(statement: Statement, name: str) -> ColumnValues | None:
    listed = statement.grain.values if statement.grain is not None else ()
    return next((one for one in listed if one.name == name), None)


def _dataset(node: DbtNode) -> DatasetId:
    if node.kind == "source":
        return table(node.relation or node.name)
    return node.dataset


def _accepted(node: DbtNode, path: str) -> Iterator[tuple[str, ColumnValues]]:
    """The values that unconditional accepted_values tests list."""
    for test in node.tests:
        arguments = dict(test.arguments)
        if test.name.rpartition(".")[2] != "accepted_values" or not test.column or "where" in arguments:
            continue
        listed = json.loads(arguments.get("values", "[]"))
        if isinstance(listed, list) and listed and all(isinstance(one, str) and "{" not in one for one in listed):
            reason = f"accepted_values in {path}:{test.line} lists the others"
            yield test.column.lower(), ColumnValues(test.column.lower(), tuple(listed), closed=True, reason=reason)


def _of_seed(node: DbtNode, path: str) -> Iterator[tuple[str, ColumnValues]]:
    for column, texts in node.values if node.kind == "seed" else ():
        reason = f"{path} has {', '.join(repr(text) for text in texts[:4])}{' …' if len(texts) > 4 else ''}"
        yield column, ColumnValues(column, texts, closed=True, reason=reason)

"""What a DataFrame is made from, through joins, unions, temporary views, functions and SQL."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from headgate.facts.spark.datasets import Spoken, is_read, named_by
from headgate.facts.spark.program import Call, Sort, Value, ancestors
from headgate.facts.sql.model import Statement

Queries = Mapping[int, tuple[Statement, ...]]
"""What the `spark.sql` calls of the program say, by the call's id."""
_STORED = (Sort.FRAME, Sort.RDD)
_DEEPEST = 20


class Sources:
    """The reads of one program, found from the DataFrames that they end up in."""

    def __init__(self, queries: Queries, views: Mapping[str, Value]) -> None:
        self._queries = queries
        self._views = views

    def of(self, value: Value, depth: int = 0) -> Iterator[tuple[Spoken, int]]:
        """What `value` is made from, each with the line of the read."""
        if depth > _DEEPEST:
            return
        for older in ancestors(value):
            call = older.call
            if call is None:
                continue
            if is_read(call):
                yield from self._read(call, depth)
            for statement in self._queries.get(id(call), ()):
                yield from self._of_query(statement, call, depth)
            if call.callee is not None and call.callee.returns is not None and older.sort in _STORED:
                yield from self.of(call.callee.returns, depth + 1)

    def _read(self, call: Call, depth: int) -> Iterator[tuple[Spoken, int]]:
        for named in named_by(call):
            view = self._views.get(named.dataset.name)
            if view is not None:
                yield from self.of(view, depth + 1)
            else:
                yield named, call.line

    def _of_query(self, statement: Statement, call: Call, depth: int) -> Iterator[tuple[Spoken, int]]:
        views = call.views or self._views
        for use in statement.reads:
            view = views.get(use.dataset.name)
            if view is not None:
                yield from self.of(view, depth + 1)
            else:
                yield Spoken(use.dataset, use.dataset.name), use.line

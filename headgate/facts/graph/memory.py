"""Statements that were resolved before, against another snapshot of the same repository."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from headgate.dataset import DatasetId
from headgate.facts.dbt.twins import Renamed
from headgate.facts.sql.model import Statement
from headgate.facts.sql.relation import Catalogue, Known
from headgate.facts.sql.resolve import Resolved, resolve
from headgate.lineage import ColumnEdge

Canonical = Callable[[DatasetId], DatasetId]
"""The identity of what one file calls a dataset."""


class Memory:
    """Answers by statement, each with all that was asked of the catalogue on the way.

    A statement resolves to the same again as long as the catalogue gives the same answers to its questions:
    base and head, and a fix on trial, differ in few of them.
    """

    def __init__(self) -> None:
        self.renamed: Renamed = {}
        """Files of several dbt projects whose models have the same names."""
        self._known: dict[int, tuple[Statement, dict[DatasetId, Known | None], Resolved]] = {}
        """By identity of the statement, which is kept so that no other can take it over."""
        self._edges: dict[int, tuple[Resolved, dict[DatasetId, DatasetId], tuple[ColumnEdge, ...]]] = {}
        """By identity of what the statement resolved to, which stands in one file."""

    def resolve(self, statement: Statement, catalogue: Catalogue) -> Resolved:
        """`statement`, resolved now or before.

        Raises:
            RecursionError: its queries nest too deeply.
        """
        before = self._known.get(id(statement))
        if before is not None and all(catalogue.known(one) == answer for one, answer in before[1].items()):
            return before[2]
        listening = _Listening(catalogue)
        answer = resolve(statement, listening)
        self._known[id(statement)] = (statement, listening.answers, answer)
        return answer

    def edges(
        self, resolved: Resolved, canonical: Canonical, make: Callable[[Canonical], Iterator[ColumnEdge]]
    ) -> tuple[ColumnEdge, ...]:
        """The edges of a resolved statement, made now, or before while the same names meant the same."""
        before = self._edges.get(id(resolved))
        if before is not None and all(canonical(one) == meant for one, meant in before[1].items()):
            return before[2]
        told: dict[DatasetId, DatasetId] = {}

        def listening(dataset: DatasetId) -> DatasetId:
            if dataset not in told:
                told[dataset] = canonical(dataset)
            return told[dataset]

        edges = tuple(make(listening))
        self._edges[id(resolved)] = (resolved, told, edges)
        return edges


class _Listening:
    """A catalogue that notes what it was asked."""

    def __init__(self, under: Catalogue) -> None:
        self._under = under
        self.answers: dict[DatasetId, Known | None] = {}

    def known(self, dataset: DatasetId) -> Known | None:
        if dataset not in self.answers:
            self.answers[dataset] = self._under.known(dataset)
        return self.answers[dataset]

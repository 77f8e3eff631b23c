"""What Great Expectations and Soda share: a suite as a dataset whose columns are those it checks."""

from __future__ import annotations

from collections.abc import Iterable

from headgate.dataset import CHECK, Column, Dataset, DatasetId, DatasetKind
from headgate.lineage import ColumnEdge, ColumnRef, DatasetUse, Effect, Job, JobKind
from headgate.location import Location

Named = tuple[str, int]
"""A column that a check names, in lower case, and the line."""


def suite(name: str) -> DatasetId:
    """The dataset that stands for a suite of checks."""
    return DatasetId(CHECK, name)


def declared(name: str, path: str, line: int, columns: Iterable[Named]) -> Dataset:
    """A suite with the columns that it checks."""
    first: dict[str, int] = {}
    for column, at in columns:
        first.setdefault(column, at)
    return Dataset(
        suite(name), DatasetKind.CHECK, Location(path, line), tuple(Column(c, line=at) for c, at in first.items())
    )


def checking(name: str, checked: DatasetId, path: str, line: int, columns: Iterable[Named]) -> Job:
    """The job that runs a suite on a dataset: it fails without any of the columns that it names."""
    named = dict.fromkeys(columns)
    edges = tuple(
        ColumnEdge(ColumnRef(checked, column), ColumnRef(suite(name), column), Effect.IDENTITY, Location(path, at))
        for column, at in named
    )
    reads = DatasetUse(checked, line, tuple(sorted({column for column, _ in named})))
    return Job(name, JobKind.CHECK, Location(path, line), (reads,), (DatasetUse(suite(name), line),), edges=edges)

"""INSERTs that go by position into a table whose columns the repository declares."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from headgate.dataset import DatasetId
from headgate.facts.graph.pipeline import Node
from headgate.facts.project import Project
from headgate.facts.sql.model import Query, Statement


@dataclass(frozen=True, slots=True)
class PositionalInsert:
    """An INSERT without a column list."""

    path: str
    statement: Statement
    outputs: tuple[str, ...]
    """What its query gives, in order; empty for an unnamed expression."""
    columns: tuple[str, ...]
    """The table's columns, in order, those of fixed partitions left out."""
    table: Node


def positional_inserts(project: Project) -> Iterator[PositionalInsert]:
    """Those of which both the query's columns and the table's are known one by one."""
    nodes = project.graph.nodes
    canonical: dict[DatasetId, DatasetId] = {other: one.id for one in nodes.values() for other, _ in one.also_named}
    for path, facts in project.files.items():
        for statement in facts.statements:
            target = statement.target
            if statement.kind != "insert" or target is None or statement.target_columns or statement.by_name:
                continue
            table = nodes.get(canonical.get(target, target))
            outputs = _outputs(statement.query)
            if table is None or not table.complete or outputs is None or table.location is None:
                continue
            columns = (column.name.lower() for column in table.columns)
            left = tuple(name for name in columns if name not in statement.partition)
            yield PositionalInsert(path, statement, outputs, left, table)


def _outputs(query: Query | None) -> tuple[str, ...] | None:
    while query is not None and query.branches:
        query = query.branches[0]
    if query is None or any(output.star is not None for output in query.outputs):
        return None
    return query.names or tuple(output.name for output in query.outputs)

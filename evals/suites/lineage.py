"""Column lineage of SQL texts: a JSON case per line on standard input, a JSON answer per line on standard output.

A text of several statements is answered as a whole: a table that it creates and reads again is a step on the
way, so neither a source nor a target, and edges lead through it.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from headgate.dataset import DatasetId, table
from headgate.facts.sql.model import Statement
from headgate.facts.sql.parse import read_sql
from headgate.facts.sql.relation import Known
from headgate.facts.sql.resolve import Resolved
from headgate.facts.sql.script import Overlay, in_order
from headgate.lineage import ColumnRef

_DIALECTS = {
    "ansi": "",
    "generic": "",
    "sparksql": "spark",
    "greenplum": "postgres",
    "db2": "",
    "mssql": "tsql",
    "mariadb": "mysql",
}
"""Names that sqlglot does not know."""
_NO_FLOW = ("truncate", "drop", "alter", "rename", "cache")
"""Statements that move no data from one table to another."""
_RESULT = DatasetId("", "@result")


def main(arguments: list[str]) -> int:
    """Answer all cases of standard input."""
    del arguments
    for line in sys.stdin:
        print(json.dumps(answer(json.loads(line))), flush=True)
    return 0


def answer(case: dict[str, Any]) -> dict[str, Any]:
    """The answer to one case: tables read and written, column edges, milliseconds taken."""
    started = time.perf_counter()
    dialect = _DIALECTS.get(case["dialect"], case["dialect"])
    inside = tuple(part for part in (case.get("default_db"), case.get("default_schema")) if part)
    read, gaps = read_sql("case.sql", case["sql"], dialect, inside=inside)
    statements = [statement.facts for statement in read]
    catalogue = Overlay()
    for name, columns in (case.get("schema") or {}).items():
        catalogue.learn(table(name), Known(tuple(column.lower() for column in columns), True))
    resolved = list(in_order(statements, catalogue))
    steps = _steps(statements)
    told: dict[str, Any] = {
        "tables": _tables(statements, steps),
        "columns": sorted(_through(list(_edges(zip(statements, resolved, strict=True))), steps)),
        "ms": round(1000 * (time.perf_counter() - started), 3),
    }
    if gaps and not statements:
        told["error"] = gaps[0].why
    return told


def _name(dataset: DatasetId) -> str:
    stored = "://" in dataset.namespace
    return f"{dataset.namespace}/{dataset.name}" if stored else dataset.name


def _steps(statements: Sequence[Statement]) -> set[DatasetId]:
    """Tables that the text creates from a query and reads or drops again."""
    made: set[DatasetId] = set()
    steps: set[DatasetId] = set()
    for one in statements:
        steps |= {use.dataset for use in one.reads} & made
        if one.kind == "drop" and one.target in made and one.target is not None:
            steps.add(one.target)
        if one.kind in ("create-table", "create-view") and one.query is not None and one.target is not None:
            made.add(one.target)
    return steps


def _tables(statements: Sequence[Statement], steps: set[DatasetId]) -> dict[str, list[str]]:
    moving = [one for one in statements if one.kind not in _NO_FLOW]
    sources = {use.dataset for one in moving for use in one.reads} - steps
    targets = {use.dataset for one in moving for use in one.writes} - steps
    return {"sources": sorted(map(_name, sources)), "targets": sorted(map(_name, targets))}


def _edges(pairs: Iterable[tuple[Statement, Resolved]]) -> Iterator[tuple[ColumnRef, ColumnRef]]:
    for statement, resolved in pairs:
        if statement.kind in _NO_FLOW:
            continue
        target = statement.target or _RESULT
        for made in resolved.columns:
            for ref, _ in made.flows:
                yield ref, ColumnRef(target, made.name)


def _through(edges: Sequence[tuple[ColumnRef, ColumnRef]], steps: set[DatasetId]) -> Iterator[list[str]]:
    """The edges with those over a step led through it, in the order in which the text makes them."""
    origins: dict[ColumnRef, set[ColumnRef]] = {}
    for source, target in edges:
        origins.setdefault(target, set()).update(origins.get(source, {source}) if source.dataset in steps else {source})
    for target, sources in origins.items():
        if target.dataset not in steps:
            for source in sources:
                yield [f"{_name(source.dataset)}.{source.column}", f"{_name(target.dataset)}.{target.column}"]

"""Column lineage of SQL texts: a JSON case per line on standard input, a JSON answer per line on standard output."""

from __future__ import annotations

import json
import sys
import time
from typing import Any

from headgate.dataset import DatasetId, table
from headgate.facts.sql.model import Statement
from headgate.facts.sql.parse import read_sql
from headgate.facts.sql.relation import Known
from headgate.facts.sql.resolve import Resolved
from headgate.facts.sql.script import Overlay, in_order

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
    read, gaps = read_sql("case.sql", case["sql"], dialect)
    statements = [statement.facts for statement in read]
    catalogue = Overlay()
    for name, columns in (case.get("schema") or {}).items():
        catalogue.learn(table(name), Known(tuple(column.lower() for column in columns), True))
    resolved = list(in_order(statements, catalogue))
    sources = dict.fromkeys(str(use.dataset.name) for one in statements for use in one.reads)
    targets = dict.fromkeys(str(use.dataset.name) for one in statements for use in one.writes)
    told: dict[str, Any] = {
        "tables": {"sources": sorted(sources), "targets": sorted(targets)},
        "columns": [edge for pair in zip(statements, resolved, strict=True) for edge in _edges(*pair)],
        "ms": round(1000 * (time.perf_counter() - started), 3),
    }
    if gaps and not statements:
        told["error"] = gaps[0].why
    return told


def _edges(statement: Statement, resolved: Resolved) -> list[list[str]]:
    target: DatasetId | None = statement.target
    into = target.name if target is not None else "@result"
    return sorted(
        [f"{ref.dataset.name}.{ref.column}", f"{into}.{made.name}"]
        for made in resolved.columns
        for ref, _ in made.flows
    )

"""Suite `change`: how two versions of a query differ, in recce's three classes.

Reads a file of cases, `{id, dialect, old_sql, new_sql, schema}` a line; answers `{id, category,
changed_columns}` a line on standard output.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import sqlglot
from sqlglot import exp
from sqlglot.errors import SqlglotError

from headgate.impact.query import Denotation, QueryChange, Relation, base_table, compare, denote


def main(arguments: list[str]) -> int:
    """Answer the cases of the file that `arguments` names."""
    for line in Path(arguments[0]).read_text(encoding="utf-8").splitlines():
        case = json.loads(line)
        sys.stdout.write(json.dumps({"id": case["id"], **answer(case)}) + "\n")
    return 0


def answer(case: dict[str, Any]) -> dict[str, object]:
    """The class of one case."""
    schema = {name.lower(): list(columns) for name, columns in (case.get("schema") or {}).items()}
    try:
        old = _meaning(case["old_sql"], case.get("dialect"), schema)
        new = _meaning(case["new_sql"], case.get("dialect"), schema)
    except (SqlglotError, ValueError):
        return {"category": "unknown", "changed_columns": None}
    change = compare(old.relation, new.relation)
    return {"category": category(change), "changed_columns": dict(change.columns)}


def category(change: QueryChange) -> str:
    """recce's class. The rows that a UNION merges it counts as an effect of the columns, as `QueryChange` does."""
    if change.rows or change.order:
        return "breaking"
    return "partial_breaking" if change.harmful else "non_breaking"


def _meaning(sql: str, dialect: str | None, schema: dict[str, list[str]]) -> Denotation:
    def lookup(table: exp.Table) -> Relation:
        name = table.name.lower()
        return base_table(name, schema.get(name))

    return denote(sqlglot.parse_one(sql, dialect=dialect or None), lookup)

"""SQL that operators are given: statements with the lines of the DAG file."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from headgate.dataset import DatasetId
from headgate.facts.airflow.values import TaskHandle
from headgate.facts.reading import SourceFile
from headgate.facts.sql.parse import read_sql
from headgate.facts.sql.tree import SqlStatement
from headgate.gap import Gap, GapKind
from headgate.lineage import DatasetUse

_ARGUMENTS = ("sql", "query", "hql", "bql", "sql_query", "sqls", "select_query")
_DIALECTS = {
    "bigquery": "bigquery", "snowflake": "snowflake", "redshift": "redshift", "postgres": "postgres", "mysql": "mysql",
    "spark": "spark", "databricks": "databricks", "hive": "hive", "trino": "trino", "presto": "presto",
    "athena": "athena", "mssql": "tsql", "clickhouse": "clickhouse", "oracle": "oracle", "sqlite": "sqlite",
    "duckdb": "duckdb",
}  # fmt: skip
_EXPRESSION = re.compile(r"\{\{.*?\}\}", re.S)
_BLOCK = re.compile(r"\{%.*?%\}|\{#.*?#\}", re.S)
PLACEHOLDER = "headgate_template"
"""Stands for a template expression; what is named by one is left out of the facts."""
_WORD = re.compile(r"\b(?:SELECT|INSERT|CREATE|MERGE|DELETE|UPDATE|TRUNCATE|DROP|ALTER|CALL|COPY|WITH)\b", re.I)


def statements_of(file: SourceFile, task: TaskHandle) -> tuple[list[SqlStatement], list[Gap]]:
    """The statements in the SQL arguments of `task`."""
    found: list[SqlStatement] = []
    gaps: list[Gap] = []
    for text, lines in _texts(task):
        if _BLOCK.search(text):
            gaps.append(file.gap(f"SQL of task {task.id}", "its template has blocks", GapKind.UNRESOLVED))
            continue
        templated = "{{" in text
        plain = _EXPRESSION.sub(lambda match: PLACEHOLDER + "\n" * match.group().count("\n"), text)
        statements, trouble = read_sql(
            file.path, plain, _dialect(task, file), file.hints, lines=lines, templated=templated
        )
        found += statements
        gaps += trouble
    return found, gaps


def uses_of(
    statements: list[SqlStatement],
) -> tuple[tuple[DatasetUse, ...], tuple[DatasetUse, ...]]:
    """What `statements` read and write, without what templates name and without temporary tables."""
    temporary = {one.facts.target for one in statements if one.facts.temporary}
    reads = [use for one in statements for use in one.facts.reads]
    writes = [use for one in statements for use in one.facts.writes]
    return (_stated(reads, temporary), _stated(writes, temporary))


def _stated(uses: list[DatasetUse], temporary: set[DatasetId | None]) -> tuple[DatasetUse, ...]:
    return tuple(use for use in uses if PLACEHOLDER not in use.dataset.name and use.dataset not in temporary)


def _texts(task: TaskHandle) -> Iterator[tuple[str, tuple[int, ...]]]:
    """SQL of `task`, with the file's line for each of its lines."""
    nodes = {k.arg: k.value for k in task.call.keywords if k.arg} if isinstance(task.call, ast.Call) else {}
    for name in _ARGUMENTS:
        value = task.arguments.get(name)
        for text in value if isinstance(value, list | tuple) else (value,):
            if isinstance(text, str) and _is_sql(text):
                yield text, _lines(text, nodes.get(name), task)
    inner = task.arguments.get("configuration")
    query = inner.get("query") if isinstance(inner, dict) else None
    text = query.get("query") if isinstance(query, dict) else None
    if isinstance(text, str) and _is_sql(text):
        node = next((n for n in ast.walk(task.call) if isinstance(n, ast.Constant) and n.value == text), None)
        yield text, _lines(text, node, task)


def _is_sql(text: str) -> bool:
    return not text.strip().endswith((".sql", ".hql")) and _WORD.search(text) is not None and len(text) < 100_000


def _lines(text: str, node: ast.expr | None, task: TaskHandle) -> tuple[int, ...]:
    """A literal's lines stand where it stands; those of a value made elsewhere, at the task."""
    count = text.count("\n") + 1
    if isinstance(node, ast.Constant) and node.value == text and (node.end_lineno or 0) - node.lineno == count - 1:
        return tuple(range(node.lineno, node.lineno + count))
    return (node.lineno if node is not None else task.line,) * count


def _dialect(task: TaskHandle, file: SourceFile) -> str:
    name = task.operator.lower()
    return next((dialect for word, dialect in _DIALECTS.items() if word in name), file.hints.dialect)

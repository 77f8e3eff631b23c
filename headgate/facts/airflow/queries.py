"""SQL that operators are given: statements with the lines of the DAG file."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import replace

from headgate.dataset import WAREHOUSE, DatasetId
from headgate.facts.airflow.programs import command_lines
from headgate.facts.airflow.shell import commands_of
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
    for text, lines, dialect in (*_texts(task, file), *_commanded(task)):
        if _BLOCK.search(text):
            gaps.append(file.gap(f"SQL of task {task.id}", "its template has blocks", GapKind.UNRESOLVED))
            continue
        templated = "{{" in text
        plain = _EXPRESSION.sub(lambda match: PLACEHOLDER + "\n" * match.group().count("\n"), text)
        statements, trouble = read_sql(file.path, plain, dialect, file.hints, lines=lines, templated=templated)
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


def aimed(task: TaskHandle, writes: tuple[DatasetUse, ...]) -> list[SqlStatement]:
    """The statements of `task`, whose one query fills the one table that the operator is told to write.

    Source: BigQuery, "Writing query results": `destinationTable`, `destination_dataset_table`, `--destination_table`.
    """
    tables = {use.dataset for use in writes if use.dataset.namespace == WAREHOUSE}
    queries = [one for one in task.statements if one.facts.kind == "select" and one.facts.target is None]
    if len(tables) != 1 or len(queries) != 1:
        return task.statements
    aim = next(iter(tables))
    told = replace(queries[0].facts, target=aim, writes=(DatasetUse(aim, queries[0].facts.line),))
    return [one.with_facts(told) if one is queries[0] else one for one in task.statements]


def _commanded(task: TaskHandle) -> Iterator[tuple[str, tuple[int, ...], str]]:
    """SQL that a command line hands to a client of a database."""
    for line in command_lines(task):
        for command in commands_of(line):
            if command.sql and _is_sql(command.sql):
                yield command.sql, (task.line,) * (command.sql.count("\n") + 1), command.dialect


def _texts(task: TaskHandle, file: SourceFile) -> Iterator[tuple[str, tuple[int, ...], str]]:
    """SQL of `task`, with the file's line for each of its lines, and its dialect."""
    dialect = _dialect(task, file)
    nodes = {k.arg: k.value for k in task.call.keywords if k.arg} if isinstance(task.call, ast.Call) else {}
    for name in _ARGUMENTS:
        value = task.arguments.get(name)
        for text in value if isinstance(value, list | tuple) else (value,):
            if isinstance(text, str) and _is_sql(text):
                yield text, _lines(text, nodes.get(name), task), dialect
    inner = task.arguments.get("configuration")
    query = inner.get("query") if isinstance(inner, dict) else None
    text = query.get("query") if isinstance(query, dict) else None
    if isinstance(text, str) and _is_sql(text):
        node = next((n for n in ast.walk(task.call) if isinstance(n, ast.Constant) and n.value == text), None)
        yield text, _lines(text, node, task), dialect


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

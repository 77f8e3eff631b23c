"""A query or DDL in another dialect, by sqlglot."""

from __future__ import annotations

import re

import sqlglot
from sqlglot.dialects.dialect import Dialect
from sqlglot.errors import SqlglotError

from headgate.design.source.model import SourceSchema
from headgate.design.sql.names import MODEL, SOURCE, raw
from headgate.errors import HeadgateError

_TEMPLATE = re.compile(r"\{\{|\{%|\{#")
"""What dbt would render: a name or a value of a source must never reach it as a template."""
_RELATION = re.compile(rf"[\"`\[]?\b({SOURCE}|{MODEL})([a-z0-9_]+)\b[\"`\]]?")


def known(dialect: str) -> str:
    """`dialect`, if sqlglot has it.

    Raises:
        HeadgateError: it has not.
    """
    try:
        Dialect.get_or_raise(dialect)
    except ValueError as error:
        raise HeadgateError(
            f"'{dialect}' is no dialect that is known; take duckdb, snowflake, bigquery, "
            "databricks, postgres, redshift."
        ) from error
    return dialect


def written(sql: str, dialect: str) -> str:
    """SQL for DuckDB, laid out, in `dialect`.

    Raises:
        HeadgateError: sqlglot has no words for it.
    """
    try:
        return ";\n\n".join(sqlglot.transpile(sql, read="duckdb", write=dialect, pretty=True, comments=False))
    except (SqlglotError, RecursionError) as error:
        raise HeadgateError(f"The design cannot be written in {dialect}: {str(error).splitlines()[0]}.") from error


def as_jinja(sql: str, schema: SourceSchema) -> str:
    """The relations of layers as `ref` and `source`; whatever else looks like a template is text."""
    groups = {raw(table): table.group for table in schema.tables}

    def call(found: re.Match[str]) -> str:
        if found[1] == MODEL:
            return f"{{{{ ref('{found[2]}') }}}}"
        group = groups[f"{SOURCE}{found[2]}"]
        return f"{{{{ source('{group}', '{found[2].removeprefix(f'{group}__')}') }}}}"

    return _RELATION.sub(call, _TEMPLATE.sub(lambda found: f"{{{{ '{found[0]}' }}}}", sql))

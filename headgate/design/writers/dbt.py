"""A dbt project of a star: sources, staging, marts with tests, and each question as an analysis."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping

import yaml

from headgate.design.make import Design
from headgate.design.source.model import SourceTable
from headgate.design.sql.models import Model
from headgate.design.star.layout import StarColumn, StarTable, tables
from headgate.design.writers.ddl import ddl
from headgate.design.writers.dialect import as_jinja, written

_FOLDERS = {"staging": "models/staging", "dimension": "models/marts", "bridge": "models/marts", "fact": "models/marts"}


def dbt_files(design: Design, name: str, dialect: str) -> dict[str, str]:
    """All files of the project, by their paths, with the DDL and the rows of the proof beside them.

    Source: dbt, "Data tests" and "Source properties"; `arguments` of tests are read from dbt 1.10.5 on.
    """
    star = design.star
    files = {"dbt_project.yml": _project(name)}
    files["models/staging/_sources.yml"] = _yaml({"version": 2, "sources": list(_sources(design))})
    files["models/staging/_staging.yml"] = _yaml(
        {"version": 2, "models": [_staged(design, one) for one in _of(design, "staging")]}
    )
    files["models/marts/_marts.yml"] = _yaml(
        {"version": 2, "models": [_described(table, star_keys(design)) for table in tables(star)]}
    )
    for one in design.models:
        files[f"{_FOLDERS[one.layer]}/{one.name}.sql"] = as_jinja(written(one.sql, dialect), design.schema) + "\n"
        if len(one.key) > 1:
            files[f"tests/{one.name}_has_one_row_for_each_key.sql"] = _unique(one)
    for answered in design.proof.answers:
        if answered.sql:
            text = as_jinja(written(answered.sql, dialect), design.schema)
            files[f"analyses/{answered.question.name}.sql"] = f"-- {_folded(answered.question.text)}\n{text}\n"
    files["ddl/star.sql"] = ddl(star, dialect)
    for table in design.schema.tables:
        files[f"proof/rows/{table.group}__{table.name}.csv"] = _csv(table, design.rows)
    return files


def star_keys(design: Design) -> Mapping[str, str]:
    """The key column of each dimension."""
    return {table.name: table.key[0] for table in tables(design.star) if table.layer == "dimension"}


def _project(name: str) -> str:
    return _yaml(
        {
            "name": name,
            "version": "1.0.0",
            "config-version": 2,
            "profile": name,
            "model-paths": ["models"],
            "analysis-paths": ["analyses"],
            "test-paths": ["tests"],
            "models": {name: {"staging": {"+materialized": "view"}, "marts": {"+materialized": "table"}}},
        }
    )


def _of(design: Design, layer: str) -> list[Model]:
    return [one for one in design.models if one.layer == layer]


def _sources(design: Design) -> Iterator[dict[str, object]]:
    staged = {one.name for one in _of(design, "staging")}
    groups: dict[str, list[SourceTable]] = {}
    for table in design.schema.tables:
        if f"stg_{table.group}__{table.name}" in staged:
            groups.setdefault(table.group, []).append(table)
    for group, listed in groups.items():
        yield {"name": group, "tables": [_source(table) for table in listed]}


def _source(table: SourceTable) -> dict[str, object]:
    told: dict[str, object] = {"name": table.name}
    if table.written and table.written != table.name:
        told["identifier"] = _harmless(table.written)
    return told | {"columns": list(_source_columns(table))}


def _source_columns(table: SourceTable) -> Iterator[dict[str, object]]:
    for column in table.columns:
        told: dict[str, object] = {"name": _harmless(column.written or column.name)}
        if column.description:
            told["description"] = _harmless(column.description)
        tests = (["unique"] if (column.name,) == table.key else []) + (["not_null"] if column.required else [])
        if tests:
            told["data_tests"] = tests
        yield told


def _staged(design: Design, one: Model) -> dict[str, object]:
    table = next(table for table in design.schema.tables if one.name == f"stg_{table.group}__{table.name}")
    key = ", ".join(table.key) or "a key that is not known"
    told: dict[str, object] = {
        "name": one.name,
        "description": f"{_harmless(table.written or table.name)} as it lands, one row for each {key}.",
    }
    if len(table.key) == 1:
        told["columns"] = [{"name": table.key[0], "data_tests": ["unique", "not_null"]}]
    return told


def _described(table: StarTable, keys: Mapping[str, str]) -> dict[str, object]:
    return {"name": table.name, "description": table.about, "columns": [_column(c, table, keys) for c in table.columns]}


def _column(column: StarColumn, table: StarTable, keys: Mapping[str, str]) -> dict[str, object]:
    told: dict[str, object] = {"name": column.name}
    if column.about:
        told["description"] = column.about
    tests: list[object] = ["unique"] if table.key == (column.name,) else []
    tests += ["not_null"] if column.required else []
    if column.points_to:
        tests.append(
            {"relationships": {"arguments": {"to": f"ref('{column.points_to}')", "field": keys[column.points_to]}}}
        )
    if tests:
        told["data_tests"] = tests
    return told


def _unique(one: Model) -> str:
    listed = ", ".join(one.key)
    return f"select {listed}\nfrom {{{{ ref('{one.name}') }}}}\ngroup by {listed}\nhaving count(*) > 1\n"


def _csv(table: SourceTable, rows: Mapping[str, object]) -> str:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow([column.written or column.name for column in table.columns])
    writer.writerows(rows[table.name])  # type: ignore[arg-type]
    return out.getvalue()


def _yaml(value: object) -> str:
    return yaml.safe_dump(value, sort_keys=False, allow_unicode=True, width=110)


def _harmless(text: str) -> str:
    """Text of a source without the signs of a template, which dbt renders in properties files."""
    return text.replace("{", "(").replace("}", ")")


def _folded(text: str) -> str:
    return _harmless(" ".join(text.split()))

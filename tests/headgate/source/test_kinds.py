"""What kind of file a file of a dbt project is."""

from __future__ import annotations

import pytest

from headgate.source.kinds import Kind, kinds_of


@pytest.mark.parametrize(
    ("path", "text", "kind"),
    [
        ("dbt/models/a.sql", "select 1", Kind.DBT_SQL),
        ("dbt/tests/a.sql", "select 1", Kind.DBT_SQL),
        ("dbt/macros/a.sql", "{% macro a() %}{% endmacro %}", Kind.DBT_SQL),
        ("dbt/scripts/a.sql", "select 1", Kind.SQL),
        ("dbt/scripts/a.sql", "select {{ x }}", Kind.SQL_TEMPLATE),
        ("models/a.sql", "select 1", Kind.SQL),
        ("dbt/seeds/a.csv", "id\n1", Kind.SEED),
        ("dbt/dbt_project.yml", "name: x", Kind.DBT_PROJECT),
        ("dbt/models/a.yml", "models:\n  - name: a", Kind.DBT_PROPERTIES),
        ("dbt/models/a.yml", "version: 2\nunit_tests:\n", Kind.DBT_PROPERTIES),
        ("dbt/models/a.py", "def model(dbt, session):\n    return 1", Kind.DBT_PYTHON),
    ],
)
def test_usual_folders(path: str, text: str, kind: Kind) -> None:
    assert kinds_of(path, text, dbt_roots=("dbt",)) == {kind}


def test_a_project_may_name_its_own_folders() -> None:
    def role(path: str) -> str:
        return "model" if path.startswith("sql/") else "seed" if path.startswith("csv/") else ""

    assert kinds_of("sql/a.sql", "select 1", dbt_role=role) == {Kind.DBT_SQL}
    assert kinds_of("csv/a.csv", "id", dbt_role=role) == {Kind.SEED}
    assert kinds_of("models/a.sql", "select 1", dbt_role=role) == {Kind.SQL}
    assert kinds_of("seeds/a.csv", "id", dbt_role=role) == frozenset()


@pytest.mark.parametrize(
    "unit", ["\n", " \n", "# a remark\n", "#\n \n", "\t", "- ", "dataset: x\n", "CREATE STREAM x "]
)
@pytest.mark.parametrize("path", ["a.yml", "a.sql", "a.py", "a.scala", "a.conf", "a.ksql"])
def test_a_file_of_one_thing_over_and_over_is_told_without_backtracking(path: str, unit: str) -> None:
    text = unit * (60_000 // len(unit))
    assert kinds_of(path, text) == kinds_of(path, unit * 100)


def test_a_table_schema_is_told_below_remarks() -> None:
    assert kinds_of("t/schema.yaml", "# a\n---\n\nfields:\n- name: a\n  type: STRING\n") == {Kind.BIGQUERY_SCHEMA}
    assert kinds_of("t/schema.yaml", "# a\nservices:\n  db: x\nfields:\n- name: a\n") == frozenset()


@pytest.mark.parametrize("path", ["plans/orders.txt", "orders.plan", "orders.explain"])
def test_a_plan_is_told_by_its_heading(path: str) -> None:
    assert kinds_of(path, "== Physical Plan ==\n*(1) Range (0, 9)\n") == {Kind.SPARK_PLAN}
    assert kinds_of(path, "df.explain() says:\n\n== Parsed Logical Plan ==\n'Project [*]\n") == {Kind.SPARK_PLAN}
    assert kinds_of(path, "see == Physical Plan == of the manual\n") == frozenset()
    assert kinds_of(path, "word " * 1_000 + "\n== Physical Plan ==\n") == frozenset()

"""The dbt project that is written: our own reader takes it whole."""

from __future__ import annotations

from pathlib import Path

import pytest
import sqlglot

from headgate.design.writers.dbt import dbt_files
from headgate.design.writers.ddl import ddl
from headgate.design.writers.dialect import known
from headgate.errors import HeadgateError
from headgate.facts.cache import Cache
from headgate.facts.dbt.view import models_of
from headgate.rules.gather import gather
from headgate.settings import Settings
from headgate.source.snapshot import MemorySnapshot
from tests.headgate.design.shop import designed


def test_every_model_is_read_and_its_sources_and_refs_are_there(tmp_path: Path) -> None:
    made = designed(tmp_path)
    files = dbt_files(made, "shop", "duckdb")
    project = gather(MemorySnapshot(files), Settings(), Cache(None)).project
    models = {model.name: model for model in models_of(project)}
    assert set(models) == {one.name for one in made.models}
    assert not [gap for gap in project.gaps() if gap.path.startswith("models/")]
    known_names = set(models) | {f"{table.group}.{table.name}" for table in made.schema.tables}
    assert {name for model in models.values() for name, _ in model.node.refs} <= known_names
    fact = models["fct_order_items"]
    assert {"relationships", "not_null"} <= {test.name for test in fact.tests}


@pytest.mark.parametrize("dialect", ["duckdb", "snowflake", "bigquery", "databricks", "postgres", "redshift"])
def test_ddl_and_models_are_parsed_in_their_dialect(tmp_path: Path, dialect: str) -> None:
    made = designed(tmp_path)
    statements = sqlglot.parse(ddl(made.star, dialect), dialect=dialect)
    assert len([one for one in statements if one is not None]) == 8
    files = dbt_files(made, "shop", dialect)
    text = files["models/marts/fct_order_items.sql"]
    assert "{{ ref('dim_customer') }}" in text
    assert "{{ source('raw', 'orders') }}" in files["models/staging/stg_raw__orders.sql"]


def test_a_dialect_that_nobody_knows_is_refused() -> None:
    with pytest.raises(HeadgateError, match="no dialect that is known"):
        known("klingon")


def test_what_a_source_says_never_reaches_dbt_as_a_template(tmp_path: Path) -> None:
    hostile = "{{ env_var('SECRET') }}"
    ddl_text = (
        f'create table orders (order_id int primary key, ordered_at timestamp not null, amount numeric, "{hostile}" text);'
        'create table "x""; drop table y; --" (id int primary key);'
    )
    made = designed(tmp_path, ddl_text, f"total amount by month where env var secret is '{hostile}'\n")
    assert made.proof.trouble == ""
    assert not made.proof.failed
    for name, text in dbt_files(made, "shop", "duckdb").items():
        if name.endswith((".sql", ".yml")):
            assert "{{ env_var" not in text, name
    staged = dbt_files(made, "shop", "duckdb")["models/staging/stg_raw__orders.sql"]
    assert "{{ '{{' }} env_var" in staged

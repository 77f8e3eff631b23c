"""What the repository tells: keys, values, references, formulas and filters, each with its place."""

from __future__ import annotations

from collections.abc import Mapping

from headgate.facts.cache import Cache
from headgate.rules.gather import gather
from headgate.settings import Settings
from headgate.source.snapshot import MemorySnapshot
from headgate.suites.evidence.gather import sample_names, told_by
from headgate.suites.evidence.told import Told
from headgate.suites.evidence.weak import weak_tests

DBT = "name: shop\nversion: '1.0'\nprofile: shop\nmodel-paths: [models]\n"


def told(files: Mapping[str, str]) -> dict[str, Told]:
    snapshot = MemorySnapshot({"dbt_project.yml": DBT, **files})
    return told_by(gather(snapshot, Settings(), Cache(None)).project)


def weak(files: Mapping[str, str]) -> dict[str, str]:
    snapshot = MemorySnapshot({"dbt_project.yml": DBT, **files})
    found = weak_tests(gather(snapshot, Settings(), Cache(None)).project)
    return {f"{one.location} {one.test}": one.why for one in found}


def test_keys_and_constraints_of_ddl_have_their_lines() -> None:
    found = told({"db/V1.sql": "create table t (\n  id bigint primary key,\n  email text not null\n);\n"})["t"]
    assert [(key.columns, str(key.ground.location)) for key in found.keys] == [(("id",), "db/V1.sql:1")]
    assert {(one.column, str(one.ground.location)) for one in found.filled} >= {("email", "db/V1.sql:3")}
    assert {(one.column, one.family) for one in found.typed} == {("id", "integer"), ("email", "text")}


def test_a_formula_over_columns_that_are_there_too_is_a_condition() -> None:
    sql = "select\n  a,\n  b,\n  a * b as c,\n  a + hidden as d\nfrom raw.t\nwhere a > 0\n"
    found = told({"models/m.sql": sql})["m"]
    assert [(one.words, str(one.ground.location)) for one in found.conditions] == [
        ("c = a * b, within 0.01", "models/m.sql:4"),
        ("a > 0", "models/m.sql:7"),
    ]


def test_what_is_volatile_or_aggregated_is_no_condition() -> None:
    sql = "select a, current_timestamp as at, sum(b) as b, random() as r from raw.t group by a"
    assert told({"models/m.sql": sql})["m"].conditions == ()


def test_a_formula_counts_only_where_all_writers_of_the_table_keep_to_it() -> None:
    files = {
        "a.sql": "insert into t select a, b, a + b as c from x;\n",
        "b.sql": "insert into t select a, b, a - b as c from y;\n",
    }
    assert told(files)["t"].conditions == ()


def test_a_join_is_told_for_the_models_and_for_the_tables_that_they_come_from() -> None:
    files = {
        "models/stg_a.sql": "select id as a_id, x from raw.a",
        "models/stg_b.sql": "select id, a as a_id from raw.b",
        "models/m.sql": "select stg_a.x\nfrom {{ ref('stg_b') }} as stg_b\n"
        "join {{ ref('stg_a') }} as stg_a on stg_b.a_id = stg_a.a_id\n",
    }
    found = told(files)
    at_models = {(one.column, one.other, one.field): str(one.ground.location) for one in found["stg_b"].references}
    assert at_models[("a_id", "stg_a", "a_id")] == "models/m.sql:3"
    assert ("a", "raw.a", "id") in {(one.column, one.other, one.field) for one in found["raw.b"].references}


def test_a_case_without_else_knows_the_values_of_its_column() -> None:
    sql = "select case when kind = 'a' then 1 when kind in ('b', 'c') then 2 end as n from raw.t"
    (valued,) = told({"models/m.sql": sql})["raw.t"].values
    assert (valued.column, valued.values) == ("kind", ("a", "b", "c"))


def test_a_case_with_else_provides_for_others_and_tells_nothing() -> None:
    sql = "select case when kind = 'a' then 1 when kind = 'b' then 2 else 0 end as n from raw.t"
    assert told({"models/m.sql": sql})["raw.t"].values == ()


def test_a_sample_may_use_the_last_part_of_a_name_that_one_dataset_alone_has() -> None:
    names = sample_names({"lake.orders": Told(), "a.t": Told(), "b.t": Told()})
    assert names["orders"] == "lake.orders"
    assert "t" not in names


def test_tests_that_can_never_fail_are_told_with_the_reason() -> None:
    files = {
        "models/m.sql": "select id, coalesce(x, 0) as x from raw.t",
        "models/m.yml": """\
models:
  - name: m
    data_tests:
      - dbt_utils.expression_is_true: {arguments: {expression: "id = id"}}
    columns:
      - name: id
        data_tests:
          - relationships: {arguments: {to: ref('m'), field: id}}
          - unique: {config: {severity: warn}}
          - not_null
      - name: x
        data_tests:
          - not_null
          - dbt_utils.accepted_range: {arguments: {inclusive: true}}
""",
    }
    assert weak(files) == {
        "models/m.yml:4 dbt_utils.expression_is_true": "id = id is true of any row",
        "models/m.yml:8 relationships on id": "it compares the column with itself",
        "models/m.yml:9 unique on id": "severity warn: the run goes on when it fails",
        "models/m.yml:13 not_null on x": weak(files)["models/m.yml:13 not_null on x"],
        "models/m.yml:14 dbt_utils.accepted_range on x": "it has neither a least nor a greatest value",
    }
    assert "never gives NULL" in weak(files)["models/m.yml:13 not_null on x"]


def test_suites_of_other_tools_are_looked_at_too() -> None:
    files = {
        "soda/checks.yml": "checks for orders:\n  - row_count >= 0\n  - missing_percent(id) <= 100%\n"
        "  - missing_count(id) = 0\n",
        "gx/expectations/orders.json": '{"expectation_suite_name": "orders", "expectations": [\n'
        '{"expectation_type": "expect_column_values_to_be_unique", "kwargs": {"column": "id", "mostly": 0}},\n'
        '{"expectation_type": "expect_column_values_to_not_be_null", "kwargs": {"column": "id"}}]}\n',
    }
    assert set(weak(files)) == {
        "soda/checks.yml:2 row_count >= 0",
        "soda/checks.yml:3 missing_percent(id) <= 100%",
        "gx/expectations/orders.json:2 expect_column_values_to_be_unique on id",
    }

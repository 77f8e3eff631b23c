"""What properties files, project files and seeds say."""

from __future__ import annotations

import textwrap

import pytest

from headgate.dataset import Dataset, DatasetId, DatasetKind, table
from headgate.facts.dbt import project, properties, seeds
from headgate.facts.reading import FileFacts, SourceFile
from headgate.source.kinds import Kind

SCHEMA = """
    version: 2
    models:
      - name: orders
        description: One row an order.
        config:
          contract: {enforced: true}
          tags: [core]
        constraints:
          - type: primary_key
            columns: [Order_ID, line]
        data_tests:
          - dbt_utils.unique_combination_of_columns:
              arguments:
                combination_of_columns: [order_id, line]
          - unique:
              column_name: order_ref
          - unique:
              column_name: a || b
        columns:
          - name: order_id
            data_type: int
            data_tests:
              - not_null
              - unique:
                  config: {severity: warn}
          - name: state
            tests:
              - accepted_values:
                  values: [paid, open]
              - unique:
                  where: "state = 'open'"
    sources:
      - name: raw
        schema: lake
        tables:
          - name: orders
            identifier: orders_v1
          - name: lines
      - name: other
        schema: "{{ target.schema }}"
        tables:
          - name: x
    exposures:
      - name: board
        type: dashboard
        owner: {name: Team}
        depends_on:
          - ref('orders')
          - source('raw', 'lines')
    """


def read(text: str, path: str = "models/schema.yml") -> FileFacts:
    return properties.read(SourceFile(path, textwrap.dedent(text).lstrip(), frozenset({Kind.DBT_PROPERTIES}))).facts


def declared(facts: FileFacts) -> dict[str, Dataset]:
    return {str(dataset.id): dataset for dataset in facts.datasets}


def test_models_sources_and_exposures_are_datasets() -> None:
    found = declared(read(SCHEMA))
    assert {name: dataset.kind for name, dataset in found.items()} == {
        "orders": DatasetKind.MODEL,
        "lake.orders_v1": DatasetKind.SOURCE,
        "lake.lines": DatasetKind.SOURCE,
        "other.x": DatasetKind.SOURCE,
        "exposure:board": DatasetKind.EXPOSURE,
    }


def test_unconditional_unique_tests_and_constraints_are_keys() -> None:
    assert declared(read(SCHEMA))["orders"].keys == (("order_id", "line"), ("order_ref",), ("order_id",))


def test_an_enforced_contract_makes_the_columns_complete() -> None:
    orders = declared(read(SCHEMA))["orders"]
    assert orders.complete
    assert [(c.name, c.type, c.nullable, c.line) for c in orders.columns] == [
        ("order_id", "int", False, 20),
        ("state", "", None, 26),
    ]
    assert not declared(read(SCHEMA.replace("true", "false")))["orders"].complete


def test_tests_keep_arguments_severity_and_line() -> None:
    facts = read(SCHEMA)
    assert facts.dbt is not None
    tests = {(test.name, test.column): test for test in facts.dbt.nodes[0].tests}
    assert tests["unique", "order_id"].severity == "warn"
    assert dict(tests["accepted_values", "state"].arguments) == {"values": '["paid", "open"]'}
    assert tests["not_null", "order_id"].line == 23


def test_exposures_read_what_they_depend_on() -> None:
    (job,) = read(SCHEMA).jobs
    assert [use.dataset for use in job.reads] == [table("orders"), table("raw.lines")]
    assert job.writes[0].dataset == DatasetId("exposure", "board")


def test_versions_of_a_model_are_datasets_of_their_own() -> None:
    facts = read("models:\n  - name: dim\n    latest_version: 2\n    versions:\n      - v: 1\n      - v: 2\n")
    assert set(declared(facts)) == {"dim_v1", "dim_v2"}


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("models: [", "not valid YAML"),
        ("models:\n" + "".join(f"{' ' * n}- \n" for n in range(1, 90)), "nested deeper"),
        ("[" * 100_000, "nested deeper"),
        ("a: &a [1, 2]\nb: &b [*a, *a]\n" + "".join(f"{c}: &{c} [{', '.join(['*' + p] * 9)}]\n" for p, c in zip("bcdefgh", "cdefghi", strict=True)), "more than"),
        ("a: *nothing", "alias"),
        ("a: &a [*a]", "alias"),
        ("\x00", "YAML"),
    ],
)  # fmt: skip
def test_hostile_yaml_is_a_gap(text: str, why: str) -> None:
    (gap,) = read(text).gaps
    assert why in gap.why


@pytest.mark.parametrize(
    "text", ["", "models:", "models: 7", "models: [1, x, {}]", "- a\n- b", "models: {a: b}", "sources:\n  - tables: 5"]
)
def test_odd_shapes_say_nothing_and_break_nothing(text: str) -> None:
    assert read(text).datasets == ()


def test_a_section_that_stands_twice_is_told() -> None:
    facts = read("models:\n  - name: a\nmodels:\n  - name: b\n")
    assert set(declared(facts)) == {"b"}
    assert "second time at line 3" in facts.gaps[0].why


def test_a_project_file_tells_its_folders() -> None:
    told = project.parse("dbt/dbt_project.yml", "name: shop\nsource-paths: [sql]\nseed-paths: ['../out', csv]\n")
    layout = project.layout_of(told)
    assert layout.role("dbt/sql/a.sql") == "model"
    assert layout.role("dbt/csv/a.csv") == "seed"
    assert layout.role("dbt/models/a.sql") == ""
    assert layout.role("out/a.csv") == ""


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("id,Name\n1,x\n", ["id", "name"]),
        ('"a, b";c\n', ["a, b;c"]),
        ("id;name\n", ["id", "name"]),
        ("", []),
        ('"unclosed', ["unclosed"]),
    ],
)
def test_a_seed_has_the_columns_of_its_header(text: str, names: list[str]) -> None:
    facts = seeds.read(SourceFile("seeds/kinds.csv", text, frozenset({Kind.SEED}))).facts
    assert [column.name for column in facts.datasets[0].columns] == names

"""Suites as each tool reads them."""

from __future__ import annotations

import ast
import json
from collections.abc import Mapping

import pytest
import tree_sitter
import tree_sitter_scala
import yaml

from headgate.location import Location
from headgate.suites.checks import (
    Accepted,
    Between,
    Check,
    Fresh,
    Holds,
    Matches,
    Measure,
    NoRows,
    NotNull,
    Refers,
    Types,
    Unique,
)
from headgate.suites.rule import Dimension, Ground, GroundKind, Layer, Rule, State, Tried
from headgate.suites.writers import dbt, deequ, great_expectations, pandera, soda
from headgate.suites.writers.frames import over_frame
from headgate.suites.writers.written import Home, Written

GROUND = Ground(GroundKind.KEY, "declared unique: id", Location("db/V1.sql", 3))
CHECKS: tuple[Check, ...] = (
    Types((("id", "integer"), ("state", "text"), ("at", "timestamp"))),
    NotNull("id"),
    Unique(("id",)),
    Unique(("id", "state")),
    Accepted("state", ("new", "it's")),
    Between("amount", "0", "100", "number"),
    Between("at", "2024-01-01 00:00:00", "now", "timestamp"),
    Matches("code", "ORD-[0-9]{5}"),
    Refers("customer_id", "customers", "id"),
    Holds('"a" <= "b"', "a <= b", ("a", "b")),
    Measure('avg("amount")', "mean of amount", ("amount",), 1.0, 9.5),
    Fresh("at", 48, "timestamp"),
    NoRows("select * from {this} join {other} using (id)", "no copies", ("id",), "customers", ("id",)),
)
HOME = Home("duckdb", {"orders": "ref('orders')", "customers": "source('shop', 'customers')"})


def tried(check: Check, dataset: str = "orders") -> Tried:
    rule = Rule(dataset, check, Dimension.VALIDITY, Layer.CONSTRAINT, (GROUND,))
    return Tried(rule, State.OFFERED)


ALL = tuple(tried(check) for check in CHECKS)


def test_dbt_gets_its_own_tests_as_yaml_and_the_rest_as_sql() -> None:
    made = dbt.write(ALL, HOME)
    entry = yaml.safe_load(made.files["models/_headgate_models.yml"])["models"][0]
    columns = {column["name"]: column["data_tests"] for column in entry["columns"]}
    assert columns["id"] == ["not_null", "unique"]
    assert columns["state"][0]["accepted_values"]["arguments"] == {"values": ["new", "it's"]}
    assert columns["customer_id"][0]["relationships"]["arguments"] == {
        "to": "source('shop', 'customers')",
        "field": "id",
    }
    singular = made.files["tests/headgate/orders__a_b.sql"]
    assert singular.startswith("-- a <= b\n-- because declared unique: id (db/V1.sql:3)\n")
    assert "from {{ ref('orders') }}" in singular
    assert "{{ source('shop', 'customers') }}" in made.files["tests/headgate/orders__no_copies.sql"]
    assert [type(rule.check) for rule, _ in made.unsaid] == [Types]


def test_dbt_gets_no_second_entry_for_a_model_that_has_one() -> None:
    made = dbt.write(ALL, Home("duckdb", HOME.refs, frozenset(("orders",))))
    assert all(name.startswith("tests/headgate/") for name in made.files)


def test_a_value_that_would_be_a_template_stays_out_of_dbt() -> None:
    made = dbt.write((tried(Accepted("state", ("{{ env_var('SECRET') }}", "b"))),), HOME)
    assert made.files == {}
    assert made.unsaid[0][1] == "a value in it would be a template"


def test_a_variable_stays_out_of_soda() -> None:
    made = soda.write((tried(Accepted("state", ("${env.SECRET}", "b"))),), HOME)
    assert "SECRET" not in "".join(made.files.values())


def test_evidence_cannot_leave_its_comment() -> None:
    ground = Ground(GroundKind.CASE, "*/ drop table orders; -- {{ x }}\n{% endraw %}", Location("a.sql"))
    rule = Rule("orders", CHECKS[9], Dimension.VALIDITY, Layer.BUSINESS, (ground,))
    for write in (dbt.write, soda.write, deequ.write, pandera.write):
        text = "".join(write((Tried(rule, State.OFFERED),), HOME).files.values())
        assert "*/ drop" not in text
        assert "{{ x" not in text
        assert "{%" not in text


def test_great_expectations_gets_types_and_arguments() -> None:
    suite = json.loads(great_expectations.write(ALL, HOME).files["orders.json"])
    kinds = {one["type"]: one["kwargs"] for one in suite["expectations"]}
    assert kinds["expect_column_values_to_be_between"] == {"column": "amount", "min_value": 0, "max_value": 100}
    assert kinds["expect_compound_columns_to_be_unique"] == {"column_list": ["id", "state"]}
    assert kinds["expect_column_values_to_match_regex"]["regex"] == "^(ORD-[0-9]{5})$"
    assert kinds["unexpected_rows_expectation"]["unexpected_rows_query"].count("{batch}") == 1


def test_soda_gets_a_contract() -> None:
    contract = yaml.safe_load(soda.write(ALL, HOME).files["orders.contract.yml"])
    columns = {column["name"]: column.get("checks", []) for column in contract["columns"]}
    assert contract["dataset"] == "warehouse/orders"
    assert columns["state"][0]["invalid"]["valid_values"] == ["new", "it's"]
    assert columns["customer_id"][0]["invalid"]["valid_reference_data"]["column"] == "id"
    assert {next(iter(check)) for check in contract["checks"]} == {"schema", "duplicate", "freshness", "failed_rows"}


@pytest.mark.parametrize("home", [HOME, Home("bigquery", HOME.refs)])
def test_deequ_gets_scala_and_python_that_parse(home: Home) -> None:
    files = deequ.write(ALL, home).files
    parser = tree_sitter.Parser(tree_sitter.Language(tree_sitter_scala.language()))
    assert not parser.parse(files["HeadgateChecks.scala"].encode()).root_node.has_error
    ast.parse(files["headgate_checks.py"])
    assert '.hasUniqueness(Seq("id", "state"), (share: Double) => share == 1.0)' in files["HeadgateChecks.scala"]


def test_pandera_gets_a_module_that_parses() -> None:
    text = pandera.write(ALL, HOME).files["headgate_schemas.py"]
    ast.parse(text)
    assert "pa.Check.isin(['new', \"it's\"])" in text
    assert "(df['a'] <= df['b']) | df[['a', 'b']].isna().any(axis=1)" in text


@pytest.mark.parametrize(
    ("condition", "told"),
    [
        ('abs("c" - ("a" + "b")) <= 0.01', True),
        ('("s"::varchar not in (\'x\') or "t" is not null)', True),
        ('"a" = (select max(b) from t)', False),
        ('pg_read_file("a") = 1', False),
    ],
)
def test_only_what_pandas_has_words_for_is_said_of_a_frame(condition: str, told: bool) -> None:
    assert bool(over_frame(condition)) is told


def test_every_writer_accounts_for_every_rule() -> None:
    writers: Mapping[str, Written] = {
        "dbt": dbt.write(ALL, HOME),
        "great expectations": great_expectations.write(ALL, HOME),
        "soda": soda.write(ALL, HOME),
        "deequ": deequ.write(ALL, HOME),
        "pandera": pandera.write(ALL, HOME),
    }
    assert {name: [type(rule.check).__name__ for rule, _ in made.unsaid] for name, made in writers.items()} == {
        "dbt": ["Types"],
        "great expectations": [],
        "soda": [],
        "deequ": [],
        "pandera": [],
    }

"""What source files tell of tables, and what has to be assumed."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from headgate.design.source.model import Kind
from headgate.design.source.read import read_sources
from headgate.errors import HeadgateError
from tests.headgate.design.shop import DDL, sources


def test_ddl_tells_keys_references_and_listed_values(tmp_path: Path) -> None:
    schema = sources(tmp_path, schema_sql=DDL)
    items = schema.table("order_items")
    assert items.key == ("order_id", "line_no")
    assert [(key.columns, key.table, key.there) for key in items.foreign] == [
        (("order_id",), "orders", ("order_id",)),
        (("product_id",), "products", ("product_id",)),
    ]
    assert schema.table("customers").column("segment").values == ("retail", "business")
    assert schema.table("orders").column("status").required
    assert schema.assumed == ()


def test_ddl_of_mysql_is_read_without_being_told_so(tmp_path: Path) -> None:
    schema = sources(tmp_path, a_sql="CREATE TABLE `x` (`id` INT NOT NULL AUTO_INCREMENT, PRIMARY KEY (`id`));")
    assert schema.table("x").key == ("id",)
    assert schema.assumed == ("a.sql is read as mysql, which takes all of its statements.",)


def test_keys_by_name_are_told_as_assumed(tmp_path: Path) -> None:
    schema = sources(tmp_path, a_sql="create table users (user_id int); create table visits (id int, user_id int);")
    assert schema.table("visits").foreign[0].table == "users"
    assert "visits.user_id points to users.user_id, by the name of the column." in schema.assumed


def test_an_array_of_records_lands_as_a_table_of_its_own(tmp_path: Path) -> None:
    order = {
        "title": "Order",
        "type": "object",
        "required": ["orderId"],
        "properties": {
            "orderId": {"type": "string"},
            "address": {"type": "object", "properties": {"city": {"type": "string"}}},
            "lines": {"type": "array", "items": {"type": "object", "properties": {"sku": {"type": "string"}}}},
            "labels": {"type": "array", "items": {"type": "string"}},
        },
    }
    schema = sources(tmp_path, order_json=json.dumps(order))
    assert [column.name for column in schema.table("order").columns] == ["order_id", "address_city"]
    assert schema.table("order_lines").key == ("order_id", "position")
    assert any("array of plain values labels" in line for line in schema.unread)


def test_avro_unions_with_null_and_logical_types(tmp_path: Path) -> None:
    record = {
        "type": "record",
        "name": "Ride",
        "fields": [
            {"name": "ride_id", "type": "string"},
            {"name": "at", "type": {"type": "long", "logicalType": "timestamp-millis"}},
            {"name": "tip", "type": ["null", {"type": "bytes", "logicalType": "decimal", "precision": 9, "scale": 2}]},
        ],
    }
    table = sources(tmp_path, ride_avsc=json.dumps(record)).table("ride")
    assert [(c.kind, c.required) for c in table.columns] == [
        (Kind.TEXT, True),
        (Kind.TIMESTAMP, True),
        (Kind.DECIMAL, False),
    ]


def test_a_sample_tells_types_and_refutes_a_key(tmp_path: Path) -> None:
    schema = sources(
        tmp_path,
        meters_csv="meter_id,site\n1,north\n2,south\n",
        reads_csv="read_id,meter_id,at\n1,1,2024-01-01\n1,9,2024-01-02\n",
    )
    assert schema.table("meters").key == ("meter_id",)
    assert schema.table("reads").key == ()
    assert schema.table("reads").foreign == ()
    assert any("reads.meter_id is not taken for a key of meters" in line for line in schema.unread)


def test_tests_of_dbt_sources_are_keys_and_references(tmp_path: Path) -> None:
    text = """
sources:
  - name: tms
    tables:
      - name: ports
        columns:
          - {name: code, data_type: text, data_tests: [unique, not_null]}
      - name: trips
        columns:
          - {name: trip_id, data_type: int, tests: [unique, not_null]}
          - name: port_code
            data_type: text
            data_tests: [{relationships: {arguments: {to: "source('tms', 'ports')", field: code}}}]
"""
    schema = sources(tmp_path, src_yml=text)
    assert schema.table("ports").key == ("code",)
    assert schema.table("trips").foreign[0].there == ("code",)


def test_versions_of_a_row_are_recognised(tmp_path: Path) -> None:
    ddl = "create table customer_history (customer_id int, valid_from date, valid_to date, plan text, primary key (customer_id, valid_from)); create table bills (bill_id int primary key, customer_id int);"
    schema = sources(tmp_path, a_sql=ddl)
    validity = schema.table("customer_history").validity
    assert validity is not None
    assert validity.natural == ("customer_id",)
    assert schema.table("bills").foreign[0].versioned


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("a.sql", "select 1", "No --source tells of a table"),
        ("a.sql", "create table (((", "is not parsed as SQL"),
        ("a.json", "[1", "is not read as JSON Schema"),
        ("a.yml", "sources: [", "is not read"),
        ("a.avsc", '"string"', "describes no record"),
        ("a.csv", "a,a\n1,2\n", "no header of distinct column names"),
        ("a.txt", "", "is of no kind that a design can start from"),
    ],
)
def test_what_tells_of_no_table_is_said_in_a_sentence(tmp_path: Path, name: str, text: str, said: str) -> None:
    (tmp_path / name).write_text(text)
    with pytest.raises(HeadgateError, match=said):
        read_sources([tmp_path / name])


def test_a_row_count_of_no_table_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.sql").write_text("create table x (id int)")
    with pytest.raises(HeadgateError, match="--rows names y"):
        read_sources([tmp_path], rows={"y": 1})

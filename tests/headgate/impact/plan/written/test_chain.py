"""Schemas in between, each holding with the one before it."""

from __future__ import annotations

import json
import random

import pytest

from headgate.errors import HeadgateError
from headgate.facts.schemas.model import SchemaFormat
from headgate.impact.compat import compare
from headgate.impact.plan import plan
from headgate.impact.plan.written.chain import migrations, schemas
from headgate.settings import CompatibilityMode

FULL = CompatibilityMode.FULL


def record(*fields: object) -> str:
    return json.dumps({"type": "record", "name": "Order", "fields": list(fields)})


def field(name: str, type_: object, **more: object) -> dict[str, object]:
    return {"name": name, "type": type_} | more


ID = field("id", "long")
ENUM = {"type": "enum", "name": "State", "symbols": ["OPEN", "PAID"]}


def steps(old: str, new: str) -> list[str]:
    """Names of the steps, each of which is compared with the one before it."""
    found = schemas(SchemaFormat.AVRO, old, new, FULL)
    last = old
    for step in found:
        assert compare("avro", last, step.text).full
        last = step.text
    assert not found or last == new
    return [step.name for step in found]


def test_a_renamed_field_stands_under_both_names_with_defaults() -> None:
    old, new = record(ID, field("note", "string")), record(ID, field("remark", "string"))

    assert steps(old, new) == ["1-expand", "2-contract"]
    expand = json.loads(schemas(SchemaFormat.AVRO, old, new, FULL)[0].text)
    assert [one["name"] for one in expand["fields"]] == ["id", "note", "remark"]


def test_an_enum_gets_a_default_before_its_symbols_change() -> None:
    more = ENUM | {"symbols": ["OPEN", "PAID", "LOST"], "default": "OPEN"}

    assert steps(record(field("state", ENUM)), record(field("state", more))) == ["1-expand-enum-defaults", "2-contract"]


def test_a_nested_record_is_expanded_in_its_place() -> None:
    def order(*fields: object) -> str:
        return record(
            field("line", {"type": "array", "items": {"type": "record", "name": "L", "fields": list(fields)}})
        )

    assert steps(order(field("a", "int")), order(field("b", "string"))) == ["1-expand", "2-contract"]


def test_nothing_is_written_where_the_new_schema_may_follow_at_once() -> None:
    assert steps(record(ID), record(ID, field("note", "string", default=""))) == []


def test_a_type_that_changes_under_its_name_has_no_way() -> None:
    with pytest.raises(HeadgateError, match="give it another name"):
        schemas(SchemaFormat.AVRO, record(field("id", "string")), record(field("id", "long")), FULL)


def test_a_json_schema_that_refuses_more_has_no_way() -> None:
    with pytest.raises(HeadgateError, match="publish the new one"):
        schemas(SchemaFormat.JSON_SCHEMA, "{}", '{"type": "object"}', FULL)


@pytest.mark.parametrize("seed", range(40))
def test_fields_that_come_and_go_always_have_a_way(seed: int) -> None:
    chosen = random.Random(seed)
    types = ["int", "string", ["null", "long"], {"type": "map", "values": "double"}, "bytes", "boolean"]
    names = "abcdef"
    typed = {name: chosen.choice(types) for name in names}
    old, new = (record(*(field(n, typed[n]) for n in chosen.sample(names, chosen.randint(1, 5)))) for _ in range(2))

    assert len(steps(old, new)) <= 2


def test_migrations_of_a_plan_expand_before_they_take_away() -> None:
    old, new = "CREATE TABLE t (a int);", "ALTER TABLE t RENAME COLUMN a TO b;"
    found = migrations(plan("ddl", old, new, dialect="postgres"), old, "postgres")

    assert [step.name for step in found] == ["01-expand-add-t-b-beside-a", "02-migrate-fill-old-rows-of-t-b-in-slices",
                                             "03-contract-stop-writing-a-wait-one-retention-period-and-drop-it"]  # fmt: skip
    assert found[0].check == "programs of the old tables go on"

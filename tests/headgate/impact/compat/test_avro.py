"""Avro schemas against each other, both ways."""

from __future__ import annotations

import json
from typing import Any

import pytest

from headgate.impact.compat import compare
from headgate.impact.compat.witness import refused_record


def record(*fields: dict[str, Any], name: str = "Order", **more: Any) -> str:
    return json.dumps({"type": "record", "name": name, "fields": list(fields), **more})


def both(old: object, new: object, profile: str = "avro") -> tuple[bool | None, bool | None]:
    found = compare(
        "avro",
        old if isinstance(old, str) else json.dumps(old),
        new if isinstance(new, str) else json.dumps(new),
        profile,
    )
    return found.backward, found.forward


ID = {"name": "id", "type": "long"}


def test_a_field_with_a_default_may_come_and_go() -> None:
    assert both(record(ID), record(ID, {"name": "note", "type": "string", "default": ""})) == (True, True)


def test_a_field_without_a_default_breaks_whoever_expects_it() -> None:
    assert both(record(ID), record(ID, {"name": "note", "type": "string"})) == (False, True)


def test_null_is_a_default() -> None:
    note = {"name": "note", "type": ["null", "string"], "default": None}
    assert both(record(ID), record(ID, note)) == (True, True)


@pytest.mark.parametrize(
    ("narrow", "wide"), [("int", "long"), ("int", "double"), ("long", "float"), ("float", "double")]
)
def test_numbers_widen_one_way(narrow: str, wide: str) -> None:
    assert both(f'"{narrow}"', f'"{wide}"') == (True, False)


def test_an_alias_renames_for_new_readers_alone() -> None:
    renamed = {"name": "order_id", "type": "long", "aliases": ["id"]}
    assert both(record(ID), record(renamed)) == (True, False)


def test_a_break_below_a_recursive_record_is_found_once_and_ends() -> None:
    def tree(leaf: str) -> str:
        children = {"name": "children", "type": {"type": "array", "items": "Node"}}
        return record({"name": "leaf", "type": leaf}, children, name="Node")

    found = compare("avro", tree("string"), tree("int"))
    assert [change.path for change in found.breaking] == ["/fields/0/type"]


def test_two_records_that_need_each_other_hold() -> None:
    inner = {"type": "record", "name": "B", "fields": [{"name": "a", "type": ["null", "A"]}]}
    schema = record({"name": "b", "type": inner}, name="A")
    assert both(schema, schema) == (True, True)


def test_an_enum_default_takes_unknown_symbols() -> None:
    old = {"type": "enum", "name": "Size", "symbols": ["S", "M", "L"]}
    assert both(old, {**old, "symbols": ["S", "M"]})[0] is False
    assert both(old, {**old, "symbols": ["S", "M"], "default": "S"})[0] is True


def test_another_scale_is_readable_but_another_value() -> None:
    def money(scale: int) -> str:
        return json.dumps({"type": "bytes", "logicalType": "decimal", "precision": 9, "scale": scale})

    found = compare("avro", money(2), money(4), "avro-decimal")
    assert found.backward is True
    assert [change.wrong_value for change in found.changes] == [True]


@pytest.mark.parametrize("broken", ["", "{", '"nothing"', '{"type": "record"}', "[" * 5000, '{"type": "array"}', "7"])
def test_what_cannot_be_read_is_never_safe(broken: str) -> None:
    found = compare("avro", broken, '"int"')
    assert (found.backward, found.forward, found.full) == (None, None, None)
    assert found.unknown


def test_the_lines_are_those_of_the_two_texts() -> None:
    old = '{"type": "record", "name": "R", "fields": [\n\n {"name": "a", "type": "string"}]}'
    new = '{"type": "record", "name": "R", "fields": [\n {"name": "a", "type": "int"}]}'
    [change] = [one for one in compare("avro", old, new).breaking if one.backward]
    assert (change.old_line, change.new_line) == (3, 2)


def test_the_witness_is_refused_by_a_real_decoder() -> None:
    old = record(ID, {"name": "total", "type": ["null", "string"]})
    new = record(ID, {"name": "total", "type": ["null", "int"]})
    witness = refused_record(old, new)
    assert witness is not None
    assert json.loads(witness.record) == {"id": 1, "total": "x"}
    assert witness.error


def test_there_is_no_witness_where_all_is_read() -> None:
    assert refused_record(record(ID), record(ID)) is None

"""Spark schemas of Parquet files against each other."""

from __future__ import annotations

import json

import pytest

from headgate.facts.schemas.struct import read_struct
from headgate.impact.compat import compare

JSON = json.dumps(
    {
        "type": "struct",
        "fields": [
            {"name": "id", "type": "long", "nullable": False, "metadata": {}},
            {
                "name": "tags",
                "type": {"type": "array", "elementType": "string", "containsNull": True},
                "nullable": True,
            },
            {
                "name": "at",
                "type": {"type": "struct", "fields": [{"name": "zip", "type": "decimal(10,2)", "nullable": True}]},
                "nullable": True,
            },
        ],
    }
)
DDL = "id BIGINT NOT NULL, tags ARRAY<STRING> COMMENT 'a, b', `at` STRUCT<zip: DECIMAL(10, 2)>"


def told(old: str, new: str, profile: str = "parquet") -> tuple[bool | None, bool | None, list[str]]:
    found = compare("spark", old, new, profile)
    return found.backward, found.forward, [change.kind for change in found.changes]


def test_both_forms_of_a_schema_are_the_same() -> None:
    assert told(JSON, DDL) == (True, True, [])
    assert [(field.name, field.nullable) for field in read_struct(DDL).fields] == [
        ("id", False), ("tags", True), ("at", True)
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("old", "new", "backward", "forward", "kind"),
    [
        ("a INT", "a INT, b STRING", True, True, "FIELD_ADDED"),
        ("a INT", "a INT, b STRING NOT NULL", False, True, "REQUIRED_FIELD_ADDED"),
        ("a INT, b STRING", "a INT", True, True, "FIELD_REMOVED"),
        ("a INT, b STRING NOT NULL", "a INT", True, False, "REQUIRED_FIELD_REMOVED"),
        ("a INT", "a INT NOT NULL", False, True, "NULLABILITY_NARROWED"),
        ("a INT", "a BIGINT", False, False, "TYPE_WIDENED"),
        ("a STRING", "a INT", False, False, "TYPE_CHANGED"),
        ("a STRUCT<b: INT>", "a STRUCT<b: STRING>", False, False, "TYPE_CHANGED"),
        ("a ARRAY<INT>", "a MAP<STRING, INT>", False, False, "TYPE_CHANGED"),
    ],
)
def test_a_change_of_a_schema(old: str, new: str, backward: bool, forward: bool, kind: str) -> None:
    assert told(old, new) == (backward, forward, [kind])


def test_a_wider_type_is_read_where_readers_widen() -> None:
    assert told("a INT, d DECIMAL(9,2)", "a BIGINT, d DECIMAL(12,2)", "parquet-widening")[0] is True
    assert told("a BIGINT", "a INT", "parquet-widening") == (False, True, ["TYPE_NARROWED"])


def test_a_change_stands_on_the_line_of_its_field() -> None:
    (change,) = compare("spark", "a INT,\nb STRUCT<\n  c: INT>", "a INT,\nb STRUCT<\n  c: DATE>").changes
    assert (change.path, change.old_line, change.new_line) == ("b.c", 3, 3)


@pytest.mark.parametrize("text", ["", "{}", "a", "a INT,, b", '{"type": "struct"}', "a ARRAY<" * 200])
def test_what_is_no_schema_cannot_be_told(text: str) -> None:
    found = compare("spark", text, "a INT")
    assert found.unknown or found.changes

"""Data that is read without an error, as another value, and the bytes that show it."""

from __future__ import annotations

import pytest

from headgate.impact.compat import compare
from headgate.impact.compat.ddl import tables_after
from headgate.impact.compat.ddl.witness import refused_row
from headgate.impact.compat.protobuf.witness import misread_bytes
from headgate.impact.compat.witness import misread_record

RECORD = '{"type": "record", "name": "R", "fields": [{"name": "f", "type": %s}]}'
TIME = '["null", {"type": "long", "logicalType": "timestamp-%s"}]'


@pytest.mark.parametrize(
    ("old", "new", "kind", "said"),
    [
        (TIME % "millis", TIME % "micros", "LOGICAL_TYPE_CHANGED", "1970-01-20"),
        ('"long"', '"double"', "PROMOTION_LOSES_DIGITS", "9007199254740992.0"),
        (
            '{"type": "enum", "name": "E", "symbols": ["A", "B"], "default": "A"}',
            '{"type": "enum", "name": "E", "symbols": ["A"], "default": "A"}',
            "ENUM_DEFAULT_SWALLOWS",
            "f is B by the old schema and A by the new one",
        ),
    ],
)
def test_an_avro_value_that_is_read_as_another(old: str, new: str, kind: str, said: str) -> None:
    found = compare("avro", RECORD % old, RECORD % new)
    assert found.backward is True
    assert [change.kind for change in found.changes if change.wrong_value] == [kind]
    witness = misread_record(RECORD % old, RECORD % new, "f")
    assert witness is not None
    assert said in witness.error


@pytest.mark.parametrize(
    ("old", "new"), [('"int"', '"long"'), ('"float"', '"double"'), (TIME % "millis", TIME % "millis")]
)
def test_what_keeps_every_value_is_not_told(old: str, new: str) -> None:
    assert not any(change.wrong_value for change in compare("avro", RECORD % old, RECORD % new).changes)
    assert misread_record(RECORD % old, RECORD % new, "f") is None


def test_a_default_shows_on_a_record_from_before_the_field() -> None:
    field = '{"name": "g", "type": "string", "default": "%s"}'
    old, new = (RECORD.replace("]}", f", {field % one}]}}") % '"int"' for one in ("EUR", "USD"))
    witness = misread_record(old, new, "g", absent=True)
    assert witness is not None
    assert witness.error == "g is EUR by the old schema and USD by the new one"


@pytest.mark.parametrize(
    ("old", "new", "outcome"),
    [
        ("int64 a = 1;", "int32 a = 1;", "a is read as 5"),
        ("int32 a = 1;", "sint32 a = 1;", "a is read as 150"),
        ("string a = 1;", "int64 a = 1;", "a is empty: the bytes are kept as an unknown field"),
        ("bytes a = 1;", "string a = 1;", "the decoder refuses the message"),
        ("string a = 1;", "string a = 2;", "a is empty: the bytes are kept as an unknown field"),
    ],
)
def test_bytes_of_protobuf(old: str, new: str, outcome: str) -> None:
    text = 'syntax = "%s"; message M { %s }'
    syntax = "proto3"
    found = misread_bytes(text % (syntax, old), text % (syntax, new), "M.a")
    assert found is not None
    assert found.outcome.startswith(outcome)


def test_bytes_that_are_read_as_they_were_show_nothing() -> None:
    text = 'syntax = "proto3"; message M { %s a = 1; }'
    assert misread_bytes(text % "int32", text % "int64", "M.a") is None


@pytest.mark.parametrize(
    ("change", "error"),
    [
        ("ALTER TABLE t ALTER COLUMN id TYPE smallint", "Conversion Error"),
        ("ALTER TABLE t ALTER COLUMN note TYPE varchar(5)", "CHECK constraint failed"),
        ("ALTER TABLE t ALTER COLUMN total TYPE decimal(5, 2)", "Error"),
        ("ALTER TABLE t ADD COLUMN paid boolean NOT NULL", "NOT NULL constraint failed"),
    ],
)
def test_a_row_that_a_migration_refuses(change: str, error: str) -> None:
    before = "CREATE TABLE t (id bigint, note varchar(20), total decimal(9, 2));"
    [found] = compare("ddl", before, change, "ddl-compat", "postgres").breaking
    row = refused_row(tables_after(before, "postgres"), found, found.message.rpartition(" to ")[2])
    assert row is not None
    assert error in row.error

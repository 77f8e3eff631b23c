"""Schema files as fields with lines, and what happens to broken ones."""

from __future__ import annotations

import pytest

from headgate.facts.readers import read
from headgate.facts.reading import FileFacts, SourceFile
from headgate.facts.schemas.positions import read_json
from headgate.facts.schemas.proto.parse import parse
from headgate.facts.schemas.reading import UnreadableSchema
from headgate.source.kinds import kinds_of


def facts(path: str, text: str) -> FileFacts:
    return read(SourceFile(path, text, kinds_of(path, text))).facts


def fields(path: str, text: str) -> list[tuple[str, str, int]]:
    return [(one.path, one.type, one.line) for schema in facts(path, text).schemas for one in schema.fields]


def test_avro_fields_are_dotted_with_their_lines() -> None:
    text = """{"type": "record", "name": "shop.Order", "fields": [
      {"name": "id", "type": "long"},
      {"name": "lines", "type": {"type": "array", "items": {
        "type": "record", "name": "Line", "fields": [
          {"name": "sku", "type": ["null", "string"]}]}}}]}"""
    found = facts("order.avsc", text)
    assert [schema.name for schema in found.schemas] == ["shop.Order", "shop.Line"]
    assert fields("order.avsc", text)[:3] == [
        ("id", "long", 2), ("lines", "array<shop.Line>", 3), ("lines[].sku", "null | string", 5),
    ]  # fmt: skip
    assert [str(dataset.id) for dataset in found.datasets] == ["schema:shop.Order", "schema:shop.Line"]


def test_a_recursive_avro_record_ends() -> None:
    text = '{"type": "record", "name": "N", "fields": [{"name": "next", "type": ["null", "N"]}]}'
    assert fields("n.avsc", text) == [("next", "null | N", 1)]


def test_protobuf_messages_keep_numbers_and_lines() -> None:
    text = (
        'syntax = "proto3";\npackage shop;\n/* two\nlines */\nmessage Order {\n  int64 id = 1; // the key\n'
        "  map<string, int32> counts = 2;\n  message Line { repeated string sku = 3 [deprecated = true]; }\n}\n"
    )
    found = facts("order.proto", text)
    assert [(schema.name, schema.line) for schema in found.schemas] == [("shop.Order", 5), ("shop.Order.Line", 8)]
    assert fields("order.proto", text) == [
        ("id", "int64", 6), ("counts", "map<string, int32>", 7), ("sku", "repeated string", 8),
    ]  # fmt: skip


def test_protobuf_words_of_the_language_may_name_fields() -> None:
    text = "message M { optional string message = 1; required int32 reserved = 2; extend.Type option = 3; }"
    [message] = parse(text).messages
    assert [one.name for one in message.fields] == ["message", "reserved", "option"]


def test_json_schema_follows_references_and_stops_at_cycles() -> None:
    text = """{"$schema": "http://json-schema.org/draft-07/schema#", "type": "object",
      "properties": {
        "id": {"type": "string"},
        "parent": {"$ref": "#/definitions/node"}},
      "required": ["id"],
      "definitions": {"node": {"type": "object", "properties": {
        "up": {"$ref": "#/definitions/node"}}}}}"""
    assert fields("tree.schema.json", text) == [
        ("id", "string", 3), ("parent", "object", 4), ("parent.up", "object", 7),
    ]  # fmt: skip


def test_placeholders_of_a_template_are_passed_over_and_told() -> None:
    text = '{"type": "object", "properties": {\n  @COMMON_ID@,\n  "x": {"type": "string"}\n}}'
    found = facts("ping.schema.json", text)
    assert [one.path for one in found.schemas[0].fields if not one.path.startswith("$")] == ["x"]
    assert ["@COMMON_ID@" in gap.what for gap in found.gaps] == [True]


SPECIFICATION = """
dataContractSpecification: 1.1.0
models:
  orders:
    fields:
      id:
        type: bigint
        required: true
"""
STANDARD = """
kind: DataContract
apiVersion: v3.0.0
schema:
  - name: orders
    properties:
      - name: id
        logicalType: integer
"""


def test_both_data_contract_standards_are_read() -> None:
    assert fields("a.yaml", SPECIFICATION) == [("id", "bigint", 6)]
    assert fields("b.yaml", STANDARD) == [("id", "integer", 7)]


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("a.avsc", '{"type": "record", "name": "R", "fields": [{"name": "a", "type": "missing"}]}'),
        ("a.avsc", "[" * 100_000),
        ("a.avdl", "protocol P { record R { int a; } }"),
        ("a.proto", "message M { int32 a = ; }"),
        ("a.proto", "message M " + "{ message N " * 5000),
        ("a.proto", "/* never closed"),
        ("a.schema.json", '{"type": "object",, }'),
        ("a.schema.json", '{"properties": ' * 10_000),
        ("a.yaml", "dataContractSpecification: 1\nmodels: [a: {b"),
    ],
)
def test_a_broken_file_becomes_a_gap(path: str, text: str) -> None:
    found = facts(path, text)
    assert not found.schemas
    assert found.gaps


def test_billion_laughs_in_yaml_are_a_gap() -> None:
    bomb = "kind: DataContract\na: &a [x, x, x, x, x, x, x, x, x, x]\n" + "".join(
        f"{new}: &{new} [{', '.join([f'*{old}'] * 10)}]\n" for old, new in zip("abcdefg", "bcdefgh", strict=True)
    )
    assert facts("a.yaml", bomb).gaps


def test_json_lines_and_duplicate_members() -> None:
    document = read_json('{\n "a": 1,\n "a": [\n  true]}')
    assert document.line(("a", 0)) == 4
    assert [line for _, line in document.duplicates] == [3]
    with pytest.raises(UnreadableSchema) as caught:
        read_json('{\n "a": tru}')
    assert caught.value.line == 2

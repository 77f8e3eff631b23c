"""Protobuf files in between, each holding with the one before it on the wire and in JSON."""

from __future__ import annotations

import random

import pytest

from headgate.errors import HeadgateError
from headgate.facts.schemas.model import SchemaFormat
from headgate.facts.schemas.proto.parse import parse
from headgate.impact.compat import compare
from headgate.impact.plan.written.chain import WrittenStep, schemas
from headgate.settings import CompatibilityMode

HEAD = 'syntax = "proto3";\npackage shop;\n'


def message(*lines: str, more: str = "") -> str:
    return HEAD + "message Order {\n" + "".join(f"  {line}\n" for line in lines) + "}\n" + more


def steps(old: str, new: str) -> tuple[WrittenStep, ...]:
    """The steps, each of which is compared with the one before it, by all that Protobuf is read by."""
    found = schemas(SchemaFormat.PROTOBUF, old, new, CompatibilityMode.FULL, "proto-source")
    last = old
    for step in found:
        for profile in ("proto-wire", "proto-json", "proto-source"):
            assert compare("protobuf", last, step.text, profile).full, (step.name, step.text)
        last = step.text
    return found


def test_a_field_of_another_type_gets_a_number_and_a_name_of_its_own() -> None:
    expand, contract = steps(message("string total = 2; // text"), message("double total = 2; // number"))

    assert expand.text == message("double total_v2 = 3; // number", "string total = 2 [deprecated = true]; // text")
    assert contract.text == message("double total_v2 = 3; // number", "reserved 2;", 'reserved "total";')
    assert "shop.Order.total is called total_v2 and has the number 3: total means the old one" in contract.check


def test_a_renamed_field_stands_under_both_names() -> None:
    old, new = message("string note = 1;"), message("string remark = 1;")
    expand, contract = steps(old, new)

    assert expand.text == message("string remark = 2;", "string note = 1 [deprecated = true];")
    assert contract.text == message("string remark = 2;", "reserved 1;", 'reserved "note";')


def test_a_renumbered_field_takes_the_new_number_under_another_name() -> None:
    expand, _ = steps(message("string note = 1;"), message("string note = 7;"))

    assert expand.text == message("string note_v2 = 7;", "string note = 1 [deprecated = true];")


def test_options_and_comments_of_an_old_field_are_kept() -> None:
    old = message("// Why.", 'string note = 1 [json_name = "n"]; // what', "int64 id = 2;")
    expand, _ = steps(old, message("int64 id = 2; /* key */"))

    assert expand.text == message(
        "int64 id = 2; /* key */", "// Why.", 'string note = 1 [deprecated = true, json_name = "n"]; // what'
    )


def test_what_the_target_reserves_is_reserved_when_the_old_field_is_gone() -> None:
    new = message("int64 id = 3;", "reserved 1 to 2, 9;", 'reserved "note";')
    expand, contract = steps(message("string note = 1;", "reserved 9, 12;", "string id = 3;"), new)

    assert parse(expand.text).messages[0].reserved.ranges == [(2, 2), (9, 9), (12, 12)]
    assert sorted(parse(contract.text).messages[0].reserved.ranges) == [(1, 2), (3, 3), (9, 9), (12, 12)]


def test_a_number_that_is_reserved_or_an_extension_range_is_not_taken() -> None:
    old = message("string a = 18998;", "reserved 18999;", "string b = 1;")
    expand, _ = steps(old, message("string a = 18998;", "reserved 20000;", "bytes c = 1;"))

    assert {one.name: one.number for one in parse(expand.text).messages[0].fields}["c"] == 20001


def test_enum_values_are_there_before_the_old_ones_go() -> None:
    def states(*values: str) -> str:
        return message("State s = 1;", more="enum State {\n" + "".join(f"  {one};\n" for one in values) + "}\n")

    expand, contract = steps(states("NONE = 0", "OPEN = 1", "PAID = 2"), states("NONE = 0", "OPEN = 1", "DONE = 2"))

    assert expand.text == states("NONE = 0", "OPEN = 1", "DONE = 3", "PAID = 2 [deprecated = true]")
    assert contract.text == states("NONE = 0", "OPEN = 1", "DONE = 3", "reserved 2", 'reserved "PAID"')


def test_a_member_of_a_oneof_stays_in_it() -> None:
    expand, _ = steps(
        message("oneof pay {", "  string card = 1;", "  string cash = 2;", "}"),
        message("oneof pay {", "  string card = 1;", "  int64 cash = 2;", "}"),
    )

    assert expand.text == message(
        "oneof pay {", "  string card = 1;", "  int64 cash_v2 = 3;", "  string cash = 2 [deprecated = true];", "}"
    )


def test_the_type_and_the_import_of_an_old_field_stay_as_long_as_it() -> None:
    old = HEAD + 'import "t.proto";\nmessage Old { int32 x = 1; }\nmessage Order {\n  Old o = 1;\n  t.T t = 2;\n}\n'
    found = schemas(SchemaFormat.PROTOBUF, old, message("int32 o = 1;"), CompatibilityMode.FULL)

    assert parse(found[0].text).imports == ["t.proto"]
    assert "message Old { int32 x = 1; }" in found[0].text
    assert "in generated code the message shop.Old is removed" in found[1].check
    assert "shop.Order.t needs t.T of another file: keep it there until this step" in found[1].check
    assert compare("protobuf", old, found[0].text, "proto-source").full


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("string a = 1;", "oneof x { string a = 1; }", "give the oneof a field of its own"),
        ("enum E { A = 0; }", "enum E { B = 0; }", "its value 0"),
        ("", "optional group G = 1 { }", "group"),
        ('string a = 1 [json_name = "j"];', 'bytes a = 1 [json_name = "j"];', "name in JSON j"),
    ],
)
def test_what_cannot_be_split_is_told_in_one_sentence(old: str, new: str, told: str) -> None:
    before, after = message(old, "string z = 99;"), message(new, "int64 z = 99;")

    with pytest.raises(HeadgateError, match=told):
        schemas(SchemaFormat.PROTOBUF, before, after, CompatibilityMode.FULL)


def test_a_package_that_changes_is_told() -> None:
    old = message("string a = 1;")

    with pytest.raises(HeadgateError, match="serve both packages"):
        schemas(SchemaFormat.PROTOBUF, old, old.replace("shop", "store"), CompatibilityMode.FULL, "proto-source")


@pytest.mark.parametrize(
    ("method", "told"),
    [("rpc Get(stream Order) returns (Order);", "another name"), ("", "keep the method until nobody calls it")],
)
def test_a_method_that_breaks_is_told(method: str, told: str) -> None:
    old = message("string a = 1;", more="service S {\n  rpc Get(Order) returns (Order);\n}\n")

    with pytest.raises(HeadgateError, match=told):
        steps(old, message("string a = 1;", more=f"service S {{\n  {method}\n}}\n"))


def test_a_default_that_names_a_value_with_another_number_is_told() -> None:
    def file(number: int) -> str:
        return (
            'syntax = "proto2";\nmessage M { optional State s = 1 [default = OPEN]; }\n'
            f"enum State {{ NONE = 0; OPEN = {number}; }}\n"
        )

    with pytest.raises(HeadgateError, match="has the default OPEN"):
        steps(file(1), file(2))


def test_a_value_that_another_enum_of_the_same_scope_has_is_told() -> None:
    old = message("bytes a = 1;", more="enum E { NONE = 0; DELTA = 1; }\n")
    new = message("int64 a = 1;", more="enum F { ZERO = 0; DELTA = 1; }\n")

    with pytest.raises(HeadgateError, match="DELTA would be declared twice"):
        steps(old, new)


def test_nothing_is_written_where_the_new_file_may_follow_at_once() -> None:
    assert steps(message("string a = 1;"), message("string a = 1;", "string b = 2;")) == ()


@pytest.mark.parametrize("seed", range(40))
def test_fields_that_come_go_and_change_always_have_a_way(seed: int) -> None:
    chosen = random.Random(seed)
    types = ["int32", "string", "repeated int64", "map<string, double>", "bytes", "optional bool", "State", "Line"]
    more = "enum State { NONE = 0; OPEN = 1; }\nmessage Line { int32 n = 1; }\n"

    def file() -> str:
        names, numbers = chosen.sample("abcdef", 4), chosen.sample(range(1, 9), 4)
        lines = [f"{chosen.choice(types)} {name} = {number};" for name, number in zip(names, numbers, strict=True)]
        return message(*lines, f"reserved {chosen.randint(10, 12)};", more=more)

    assert len(steps(file(), file())) <= 2

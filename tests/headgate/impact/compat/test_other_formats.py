"""Protobuf, DDL and contracts against each other."""

from __future__ import annotations

import pytest

from headgate.errors import HeadgateError
from headgate.impact.compat import compare
from headgate.impact.compat.ddl.columns import widens


def proto(*fields: str) -> str:
    return 'syntax = "proto3";\nmessage Order {\n' + "\n".join(fields) + "\n}\n"


def kinds(old: str, new: str, profile: str) -> set[str]:
    return {change.kind for change in compare("protobuf", old, new, profile).breaking}


def test_removing_a_field_is_safe_on_the_wire_alone() -> None:
    old, new = proto("int64 id = 1;", "string note = 2;"), proto("int64 id = 1;")
    assert not kinds(old, new, "proto-wire")
    assert kinds(old, new, "proto-source") == {"FIELD_REMOVED_UNRESERVED"}
    assert not kinds(old, proto("int64 id = 1;", "reserved 2;"), "proto-source")


def test_a_number_that_is_used_again_breaks_the_wire() -> None:
    [change] = compare("protobuf", proto("int64 id = 1;"), proto("string name = 1;"), "proto-wire").breaking
    assert (change.kind, change.old_line, change.new_line) == ("FIELD_WIRE_COMPATIBLE_TYPE", 3, 3)


def test_a_rename_breaks_json_and_code_but_not_the_wire() -> None:
    old, new = proto("int64 id = 1;"), proto("int64 order_id = 1;")
    assert not kinds(old, new, "proto-wire")
    assert kinds(old, new, "proto-json") == {"FIELD_SAME_JSON_NAME"}


def test_text_may_become_bytes_but_not_the_other_way_round() -> None:
    found = compare("protobuf", proto("string a = 1;"), proto("bytes a = 1;"), "proto-wire")
    assert (found.backward, found.forward) == (True, False)


def test_a_type_named_relatively_and_in_full_is_the_same() -> None:
    old = 'syntax = "proto3";\npackage a;\nmessage A { message B {} B b = 1; }'
    assert not kinds(old, old.replace(" B b", " .a.A.B b"), "proto-source")


def test_a_message_type_of_another_name_and_the_same_shape_reads_the_same_bytes() -> None:
    old = 'syntax = "proto3";\nmessage A { int32 x = 1; A next = 2; }\nmessage M { A a = 1; }'
    new = 'syntax = "proto3";\nmessage B { int32 y = 1; B next = 2; }\nmessage M { B a = 1; }'
    assert not kinds(old, new, "proto-wire")
    assert kinds(old, new.replace("int32 y", "string y"), "proto-wire") == {"FIELD_WIRE_COMPATIBLE_TYPE"}


def ddl(old: str, new: str, dialect: str = "postgres") -> tuple[bool | None, bool | None]:
    found = compare("ddl", old, new, "ddl-compat", dialect)
    return found.backward, found.forward


def test_a_table_of_the_same_script_has_no_users() -> None:
    assert ddl(
        "", "CREATE TABLE t (id int); ALTER TABLE t ADD COLUMN c int NOT NULL; ALTER TABLE t DROP COLUMN id"
    ) == (
        True,
        True,
    )


def test_a_required_column_needs_a_default_that_stays() -> None:
    add = "ALTER TABLE t ADD COLUMN c int DEFAULT 1 NOT NULL;"
    assert ddl("", add) == (True, True)
    assert ddl("", add + "ALTER TABLE t ALTER COLUMN c DROP DEFAULT") == (True, False)


def test_earlier_migrations_tell_whether_a_type_widens() -> None:
    old = "CREATE TABLE t (name varchar(10))"
    assert ddl(old, "ALTER TABLE t ALTER COLUMN name TYPE varchar(20)")[0] is True
    assert ddl(old, "ALTER TABLE t ALTER COLUMN name TYPE varchar(5)")[0] is False


@pytest.mark.parametrize(
    ("new", "told"),
    [
        ("CREATE TABLE t (a int, b text)", (True, True)),
        ("CREATE TABLE t (a int)", (True, False)),
        ("CREATE TABLE t (a int, b text, c int)", (True, True)),
        ("CREATE TABLE t (a int, b text, c int NOT NULL)", (False, False)),
        ("CREATE TABLE t (a int NOT NULL, b text)", (False, False)),
        ("CREATE TABLE t (a bigint, b text)", (True, False)),
        ("CREATE TABLE IF NOT EXISTS t (a int)", (True, True)),
    ],
)
def test_a_file_that_holds_the_whole_schema_is_compared_with_what_was_there(
    new: str, told: tuple[bool | None, bool | None]
) -> None:
    assert ddl("CREATE TABLE t (a int, b text)", new) == told


def test_an_unknown_statement_is_never_safe() -> None:
    assert ddl("", "FROBNICATE TABLE t") == (None, None)
    assert ddl("", "FROBNICATE TABLE t; DROP TABLE u") == (None, False)


def test_locks_are_told_for_tables_in_use_alone() -> None:
    found = compare("ddl", "", "CREATE INDEX i ON t (a); CREATE TABLE u (a int); CREATE INDEX j ON u (a)", "ddl-lock")
    assert [(change.kind, change.entity) for change in found.changes] == [("require-concurrent-index-creation", "t")]
    assert found.full is None


CONTRACT = """
models:
  - name: orders
    config: {contract: {enforced: true}}
    columns:
      - {name: id, data_type: bigint}
      - {name: total, data_type: numeric}
"""


def test_a_contract_must_not_shrink() -> None:
    shrunk = CONTRACT.replace("      - {name: total, data_type: numeric}\n", "")
    [change] = compare("dbt_contract", CONTRACT, shrunk).breaking
    assert (change.kind, change.entity, change.old_line) == ("COLUMN_REMOVED", "orders.total", 7)
    assert compare("dbt_contract", shrunk, CONTRACT).forward is True
    assert compare("dbt_contract", CONTRACT, CONTRACT.replace("true", "false")).forward is False


def test_a_data_contract_with_a_new_required_field() -> None:
    old = "dataContractSpecification: 1\nmodels:\n  o:\n    fields:\n      id: {type: int}\n"
    found = compare("data_contract", old, old + "      at: {type: date, required: true}\n")
    assert (found.backward, found.forward) == (False, True)


@pytest.mark.parametrize("format_", ["protobuf", "jsonschema", "dbt_contract", "data_contract", "avro"])
def test_broken_texts_leave_both_directions_untold(format_: str) -> None:
    found = compare(format_, "{[}\0", "{[}\0")
    assert (found.backward, found.forward) == (None, None)
    assert found.unknown


def test_an_unknown_format_is_the_users_to_mend() -> None:
    with pytest.raises(HeadgateError, match="use one of"):
        compare("thrift", "", "")


def test_an_extension_is_called_by_the_message_that_it_stands_in() -> None:
    order = 'syntax = "proto2";\npackage shop;\nmessage Order { extensions 10 to 20; }\n'
    old = f"{order}message A {{ extend Order {{ optional string note = 10; }} }}\nmessage B {{}}\n"
    new = f"{order}message A {{}}\nmessage B {{ extend Order {{ optional string note = 10; }} }}\n"

    told = compare("protobuf", old, new, "proto-json", "", ("FIELD_SAME_NAME",)).changes

    assert [change.message for change in told] == ["shop.Order.note is renamed to shop.B.note (number 10)"]


def test_a_feature_of_an_enum_is_told_where_it_is_written() -> None:
    old = 'edition = "2023";\nenum E { A = 0; }\n'
    new = 'edition = "2023";\nenum E {\n  option features.enum_type = CLOSED;\n  A = 0;\n}\n'

    told = compare("protobuf", old, new, "proto-source", "", ("ENUM_SAME_TYPE",)).changes

    assert [change.new_line for change in told] == [3]


def test_a_number_that_a_file_gives_twice_is_told_apart_by_name() -> None:
    twice = proto("fixed32 flags = 16;", "State state = 16;")
    assert not kinds(twice, twice.replace("message Order", "// edited\nmessage Order"), "proto-wire")


@pytest.mark.parametrize(
    ("old", "new", "holds"),
    [
        ("integer", "double precision", True), ("bigint", "double precision", False), ("int", "numeric(12, 2)", True),
        ("int", "numeric(10, 2)", False), ("real", "double precision", True), ("double precision", "real", False),
    ],
)  # fmt: skip
def test_a_number_type_holds_all_of_a_smaller_one(old: str, new: str, holds: bool) -> None:
    assert widens(old, new) is holds

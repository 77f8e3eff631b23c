from __future__ import annotations

import pytest

from headgate.dataset import table
from headgate.facts.graph.build import build
from headgate.facts.graph.pipeline import Node
from headgate.facts.reading import Hints, SourceFile
from headgate.facts.sql.order import in_order
from headgate.facts.sql.read import read
from headgate.settings import Settings
from headgate.source.kinds import Kind


def node(files: dict[str, str], name: str = "t", dialect: str = "postgres") -> Node:
    facts = {
        path: read(SourceFile(path, text, frozenset({Kind.SQL}), Hints(dialect=dialect))).facts
        for path, text in files.items()
    }
    return build(facts, Settings()).nodes[table(name)]


def columns(files: dict[str, str], dialect: str = "postgres") -> list[str]:
    found = node(files, dialect=dialect)
    assert found.complete
    return [column.name for column in found.columns]


def test_a_table_has_the_columns_that_its_last_migration_leaves() -> None:
    files = {
        "db/V1__start.sql": "CREATE TABLE t (a int PRIMARY KEY, b text, c text);",
        "db/V2__more.sql": "ALTER TABLE t ADD COLUMN d int NOT NULL DEFAULT 0, DROP COLUMN b;",
        "db/V10__name.sql": "ALTER TABLE t RENAME COLUMN d TO e; ALTER TABLE t ALTER COLUMN e TYPE bigint;",
    }
    assert columns(files) == ["a", "c", "e"]
    told = {column.name: column for column in node(files).columns}
    assert (told["e"].type, told["e"].nullable, told["a"].nullable) == ("bigint", False, False)


def test_migrations_run_by_number_and_not_by_letter() -> None:
    assert sorted(["m/V10__a.sql", "m/V2__b.sql"], key=in_order) == ["m/V2__b.sql", "m/V10__a.sql"]
    files = {
        "m/10_drop.sql": "ALTER TABLE t DROP COLUMN b;",
        "m/9_add.sql": "ALTER TABLE t ADD COLUMN b int;",
        "m/1_make.sql": "CREATE TABLE t (a int);",
    }
    assert columns(files) == ["a"]


@pytest.mark.parametrize(
    "undo",
    [
        {"m/2_b.down.sql": "ALTER TABLE t DROP COLUMN a;"},
        {"m/down/2_b.sql": "ALTER TABLE t DROP COLUMN a;"},
        {"m/U2__b.sql": "ALTER TABLE t DROP COLUMN a;"},
        {"m/2.sql": "-- +goose Up\nALTER TABLE t ADD b int;\n-- +goose Down\nALTER TABLE t DROP COLUMN b;"},
        {"m/2.sql": "-- migrate:up\nALTER TABLE t ADD b int;\n-- migrate:down\nDROP TABLE t;"},
    ],
)
def test_what_takes_a_migration_back_does_not_count(undo: dict[str, str]) -> None:
    found = columns({"m/1_a.up.sql": "CREATE TABLE t (a int);", **undo})
    assert found == (["a", "b"] if "m/2.sql" in undo else ["a"])


@pytest.mark.parametrize(
    ("dialect", "change", "expected"),
    [
        ("mysql", "ALTER TABLE t CHANGE COLUMN a z bigint, MODIFY COLUMN b varchar(9)", ["z", "b"]),
        ("spark", "ALTER TABLE t ADD COLUMNS (c int, d string)", ["a", "b", "c", "d"]),
        ("spark", "ALTER TABLE t REPLACE COLUMNS (x int)", ["x"]),
        ("oracle", "ALTER TABLE t ADD (c number, d number)", ["a", "b", "c", "d"]),
        ("snowflake", "ALTER TABLE t DROP COLUMN a, b; ALTER TABLE t ADD c int", ["c"]),
        ("bigquery", "ALTER TABLE t ADD COLUMN IF NOT EXISTS a INT64, DROP COLUMN IF EXISTS q", ["a", "b"]),
        ("postgres", "ALTER TABLE t ADD CONSTRAINT k UNIQUE (a)", ["a", "b"]),
    ],
)
def test_each_dialect_alters_in_its_own_words(dialect: str, change: str, expected: list[str]) -> None:
    assert columns({"1.sql": "CREATE TABLE t (a int, b int)", "2.sql": change}, dialect) == expected


@pytest.mark.parametrize(
    "files",
    [
        {"1.sql": "CREATE TABLE t (a int)", "2.sql": "ALTER TABLE t DROP COLUMN q"},
        {"1.sql": "ALTER TABLE t ADD COLUMN b int", "2.sql": "CREATE TABLE t (a int)"},
        {"1.sql": "CREATE TABLE t (a int)", "2.sql": "CREATE TABLE t (c int)", "3.sql": "ALTER TABLE t ADD b int"},
    ],
)
def test_alters_that_do_not_fit_what_was_created_leave_the_table_open(files: dict[str, str]) -> None:
    assert not node(files).complete


def test_a_table_made_anew_forgets_the_alters_before() -> None:
    files = {
        "1.sql": "CREATE TABLE t (a int); ALTER TABLE t ADD COLUMN b int;",
        "2.sql": "DROP TABLE t; CREATE TABLE t (x int);",
    }
    assert columns(files) == ["x"]

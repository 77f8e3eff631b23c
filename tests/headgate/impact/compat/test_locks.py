"""Statements that hold up a table in use, by database."""

from __future__ import annotations

import pytest

from headgate.facts.sql.undo import undoes
from headgate.impact.compat import compare
from headgate.impact.compat.migration.engine import engine_of
from headgate.impact.compat.migration.order import declares, earlier

TABLE = "CREATE TABLE orders (id int, note varchar(20), total decimal(9, 2));"


def kinds(script: str, dialect: str = "postgres", before: str = TABLE) -> list[str]:
    return [change.kind for change in compare("ddl", before, script, "ddl-lock", dialect).changes]


@pytest.mark.parametrize(
    ("script", "kind"),
    [
        ("CREATE INDEX i ON orders (id)", "require-concurrent-index-creation"),
        ("ALTER TABLE orders ADD PRIMARY KEY (id)", "adding-primary-key-constraint"),
        ("ALTER TABLE orders ADD CONSTRAINT e EXCLUDE USING gist (id WITH =)", "adding-exclusion-constraint"),
        ("ALTER TABLE orders ALTER COLUMN id TYPE bigint", "changing-column-type"),
        ("ALTER TABLE orders ADD COLUMN k bigserial", "adding-serial-field"),
        ("ALTER TABLE orders SET LOGGED", "rewriting-table"),
        ("VACUUM FULL orders", "vacuum-full"),
        ("CLUSTER orders USING i", "rewriting-table"),
        ("REINDEX TABLE orders", "reindex-blocks"),
        ("REFRESH MATERIALIZED VIEW daily", "refresh-blocks-readers"),
        ("BEGIN; SELECT 1", "ban-uncommitted-transaction"),
        ("BEGIN; BEGIN; COMMIT", "transaction-nesting"),
    ],
)
def test_what_holds_up_a_table_of_postgresql(script: str, kind: str) -> None:
    assert kinds(script) == [kind]


@pytest.mark.parametrize(
    "script",
    [
        "CREATE INDEX CONCURRENTLY i ON orders (id)",
        "ALTER TABLE orders ALTER COLUMN note TYPE varchar(40)",
        "ALTER TABLE orders ALTER COLUMN note TYPE text",
        "ALTER TABLE orders ALTER COLUMN total TYPE decimal(12, 2)",
        "ALTER TABLE orders ADD COLUMN at timestamptz DEFAULT now()",
        "ALTER TABLE orders ADD CONSTRAINT p CHECK (total > 0) NOT VALID",
        "CREATE TABLE t (id int); CREATE INDEX i ON t (id); ALTER TABLE t ALTER COLUMN id SET NOT NULL",
        "CREATE TABLE shop.t (id int); CREATE INDEX i ON t (id)",
        "REINDEX TABLE CONCURRENTLY orders",
        "REINDEX (VERBOSE, CONCURRENTLY) TABLE orders",
        "VACUUM orders",
    ],
)
def test_what_lets_others_work(script: str) -> None:
    assert kinds(script) == []


def test_a_constraint_that_is_validated_in_the_same_transaction_is_checked_under_the_lock() -> None:
    script = (
        "ALTER TABLE orders ADD CONSTRAINT p CHECK (id > 0) NOT VALID; %s ALTER TABLE orders VALIDATE CONSTRAINT p;"
    )
    assert kinds("BEGIN; " + script % "" + "COMMIT;") == ["constraint-missing-not-valid"]
    assert kinds("BEGIN; " + script % "COMMIT; BEGIN;" + "COMMIT;") == []


def test_a_valid_check_of_an_earlier_migration_lets_not_null_pass() -> None:
    before = TABLE + "ALTER TABLE orders VALIDATE CONSTRAINT note_there;"
    assert kinds("ALTER TABLE orders ALTER COLUMN note SET NOT NULL", before=before) == []
    assert kinds("ALTER TABLE orders ALTER COLUMN note SET NOT NULL") == ["adding-not-null-field"]


@pytest.mark.parametrize(
    ("dialect", "script", "found"),
    [
        ("mysql", "ALTER TABLE orders MODIFY COLUMN note text", ["table-copied"]),
        ("mysql", "ALTER TABLE orders MODIFY COLUMN note varchar(40)", []),
        ("mysql", "ALTER TABLE orders MODIFY COLUMN note varchar(400)", ["table-copied"]),
        ("mysql", "ALTER TABLE orders ADD COLUMN a int, ALGORITHM=COPY", ["table-copied"]),
        ("mysql", "ALTER TABLE orders ADD COLUMN a int, ALGORITHM=INSTANT", []),
        ("mysql", "ALTER TABLE orders ADD CONSTRAINT f FOREIGN KEY (id) REFERENCES o (id)", ["table-copied"]),
        ("mysql", "CREATE INDEX i ON orders (id)", []),
        ("mysql", "CREATE FULLTEXT INDEX i ON orders (note)", ["index-without-online"]),
        ("tsql", "CREATE INDEX i ON orders (id)", ["index-without-online"]),
        ("tsql", "CREATE INDEX i ON orders (id) WITH (ONLINE = ON)", []),
        ("tsql", "ALTER TABLE orders ALTER COLUMN id bigint", ["changing-column-type"]),
        ("tsql", "ALTER TABLE orders ALTER COLUMN note varchar(40)", []),
        ("tsql", "ALTER TABLE orders ADD CONSTRAINT c CHECK (id > 0)", ["constraint-missing-not-valid"]),
        ("tsql", "ALTER TABLE orders WITH NOCHECK ADD CONSTRAINT c CHECK (id > 0)", []),
        ("oracle", "CREATE INDEX i ON orders (id)", ["index-without-online"]),
        ("oracle", "CREATE INDEX i ON orders (id) ONLINE", []),
        ("oracle", "ALTER TABLE orders DROP COLUMN note", ["rewriting-table"]),
        ("oracle", "ALTER TABLE orders MOVE", ["rewriting-table"]),
        ("oracle", "ALTER TABLE orders ADD CONSTRAINT c CHECK (id > 0) ENABLE NOVALIDATE", []),
    ],
)
def test_other_databases(dialect: str, script: str, found: list[str]) -> None:
    assert kinds(script, dialect) == found


@pytest.mark.parametrize(
    ("text", "engine"),
    [
        ("a jsonb", "postgres"),
        ("id int AUTO_INCREMENT", "mysql"),
        ("a nvarchar(20)", "tsql"),
        ("a varchar2(20)", "oracle"),
        ("id int", ""),
        ("a jsonb; id int AUTO_INCREMENT", ""),
    ],
)
def test_words_tell_the_database_where_one_alone_has_them(text: str, engine: str) -> None:
    assert engine_of("", text, "") == engine


def test_a_stated_dialect_counts_before_words() -> None:
    assert (engine_of("mysql", "a jsonb", ""), engine_of("snowflake", "a jsonb", "")) == ("mysql", "")


@pytest.mark.parametrize(
    ("path", "takes_back"),
    [
        ("db/7.down.sql", True), ("db/7/down.sql", True), ("db/U7__a.sql", True), ("db/7_down.sql", True),
        ("db/V7__shut_down.sql", False), ("db/7_markdown.sql", False), ("db/7.up.sql", False),
    ],
)  # fmt: skip
def test_scripts_that_take_a_migration_back(path: str, takes_back: bool) -> None:
    assert undoes(path) is takes_back


def test_what_ran_before_is_ordered_by_number_and_knows_folders_of_one_script() -> None:
    paths = ["db/V10__c.sql", "db/V2__b.sql", "db/V1__a.sql", "db/V1__a.down.sql", "other/V1__x.sql"]
    assert list(earlier(paths, "db/V10__c.sql")) == ["db/V1__a.sql", "db/V2__b.sql"]
    folders = ["m/20_b/up.sql", "m/10_a/up.sql", "m/10_a/down.sql"]
    assert list(earlier(folders, "m/20_b/up.sql")) == ["m/10_a/up.sql"]


def test_a_dump_beside_numbered_scripts_is_no_migration() -> None:
    paths = ["db/V1__a.sql", "db/schema.sql"]
    assert declares(paths, "db/schema.sql")
    assert not declares(["db/orders.sql"], "db/orders.sql")

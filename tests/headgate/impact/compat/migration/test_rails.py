"""Rails migrations, read as SQL on their own lines."""

from __future__ import annotations

import pytest

from headgate.impact.compat.compare import compare
from headgate.impact.compat.migration import rails
from headgate.impact.compat.migration.fresh import in_use


def migration(*lines: str, before: str = "") -> str:
    body = "".join(f"    {line}\n" for line in lines)
    return f"class A < ActiveRecord::Migration[7.1]\n{before}  def change\n{body}  end\nend\n"


def statements(text: str) -> list[tuple[int, str]]:
    found = []
    for number, line in enumerate(rails.to_sql(text).sql.split("\n"), start=1):
        found += [(number, one.strip()) for one in line.split(";") if one.strip() not in ("", "BEGIN")]
    return found


@pytest.mark.parametrize(
    ("line", "sql"),
    [
        ("add_column :orders, :paid, :boolean, null: false", "ALTER TABLE orders ADD COLUMN paid boolean NOT NULL"),
        (
            'add_column("orders", "note", :string, limit: 20, default: "x")',
            "ALTER TABLE orders ADD COLUMN note varchar(20) DEFAULT 'x'",
        ),
        (
            'add_column :orders, :at, :datetime, default: -> { "now()" }, null: false',
            "ALTER TABLE orders ADD COLUMN at timestamp DEFAULT now() NOT NULL",
        ),
        ("add_column :orders, :n, :integer, limit: 8 unless x?(:n)", "ALTER TABLE orders ADD COLUMN n bigint"),
        ("remove_column :orders, :note, :string", "ALTER TABLE orders DROP COLUMN note"),
        ("rename_column :orders, :note, :remark", "ALTER TABLE orders RENAME COLUMN note TO remark"),
        ("rename_table :orders, :purchases", "ALTER TABLE orders RENAME TO purchases"),
        ("change_column_null :orders, :note, false", "ALTER TABLE orders ALTER COLUMN note SET NOT NULL"),
        ("change_column :orders, :note, :text", "ALTER TABLE orders ALTER COLUMN note TYPE text"),
        ("add_index :orders, [:a, :b], unique: true", "CREATE UNIQUE INDEX ON orders (a, b)"),
        ("remove_index :orders, [:a, :b]", "DROP INDEX index_orders_on_a_and_b"),
        ("remove_index :orders, column: :a", "DROP INDEX index_orders_on_a"),
        (
            "add_index :orders, %i[a b], algorithm: :concurrently, name: :ix",
            "CREATE INDEX CONCURRENTLY ix ON orders (a, b)",
        ),
        (
            "add_check_constraint :orders, 'a > 1', name: 'c', validate: false",
            "ALTER TABLE orders ADD CONSTRAINT c CHECK (a > 1) NOT VALID",
        ),
        ("safety_assured { drop_table :orders }", "DROP TABLE orders"),
        ('execute "UPDATE orders SET a = 1"', "UPDATE orders SET a = 1"),
    ],
)
def test_a_call_of_a_migration(line: str, sql: str) -> None:
    assert statements(migration(line)) == [(3, sql)]


def test_a_table_with_its_columns_and_indexes() -> None:
    lines = ("create_table :orders do |t|", "  t.string :note, :title", "  t.timestamps", "  t.index :note", "end")
    assert statements(migration(*lines)) == [
        (
            3,
            "CREATE TABLE orders (id bigserial PRIMARY KEY, note text, title text, "
            "created_at timestamp NOT NULL, updated_at timestamp NOT NULL)",
        ),
        (6, "CREATE INDEX ON orders (note)"),
    ]


def test_a_table_is_changed_line_by_line() -> None:
    lines = ("change_table :orders, bulk: true do |t|", "  t.remove :a, :b", "  t.rename :c, :d", "  t.text :e", "end")
    assert statements(migration(*lines)) == [
        (4, "ALTER TABLE orders DROP COLUMN a"),
        (4, "ALTER TABLE orders DROP COLUMN b"),
        (5, "ALTER TABLE orders RENAME COLUMN c TO d"),
        (6, "ALTER TABLE orders ADD COLUMN e text"),
    ]


def test_statements_of_a_here_document_stand_where_it_begins() -> None:
    lines = ("execute <<~SQL.squish", "  UPDATE orders -- all", "  SET a = 1", "SQL", "drop_table :lines")
    assert statements(migration(*lines)) == [(3, "UPDATE orders SET a = 1"), (7, "DROP TABLE lines")]


def test_the_way_back_is_left_out() -> None:
    lines = ("reversible do |dir|", "  dir.up { execute 'SELECT 1' }", "  dir.down { drop_table :orders }", "end")
    assert statements(migration(*lines)) == [(4, "SELECT 1")]


def test_a_migration_runs_in_a_transaction_unless_it_says_otherwise() -> None:
    assert "BEGIN" in rails.to_sql(migration("drop_table :a")).sql
    assert "BEGIN" not in rails.to_sql(migration("drop_table :a", before="  disable_ddl_transaction!\n")).sql


@pytest.mark.parametrize(
    "line", ["TABLES.each { |table| add_column table, :a, :text }", "add_concurrent_thing :orders, :a"]
)
def test_what_is_computed_or_unknown_is_told(line: str) -> None:
    assert [number for number, _ in rails.to_sql(migration(line)).untold] == [3]


@pytest.mark.parametrize(
    "text", ["class A < ActiveRecord::Migration[7.0]\n  def change\n", "x = <<~SQL\n", "(" * 9_000]
)
def test_what_does_not_come_out_even_is_told_or_passed_over(text: str) -> None:
    assert rails.to_sql(text).sql.strip() == ""


def test_a_dump_of_the_schema_is_the_state_before() -> None:
    dump = 'ActiveRecord::Schema[7.0].define(version: 1) do\n  create_table "a", force: :cascade do |t|\n  end\nend\n'
    assert statements(dump) == [(2, "CREATE TABLE a (id bigserial PRIMARY KEY)")]


def test_an_index_of_a_table_that_the_same_change_makes_locks_nobody() -> None:
    dropped = compare("ddl", "", "DROP INDEX index_keys_on_name", "ddl-lock", "postgres")
    assert in_use(dropped, {"keys"}).changes == ()
    assert in_use(dropped, {"others"}).changes == dropped.changes != ()

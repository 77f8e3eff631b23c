"""Migrations of Alembic, Django and Liquibase, read as SQL on their own lines."""

from __future__ import annotations

import pytest

from headgate.impact.compat.migration import alembic, django, liquibase


def statements(text: str | None) -> list[tuple[int, str]]:
    """Line and statement of each, without those of transactions."""
    found = []
    for number, line in enumerate((text or "").split("\n"), start=1):
        found += [(number, one.strip()) for one in line.split(";") if one.strip() not in ("", "BEGIN", "COMMIT")]
    return found


def upgrade(*lines: str) -> list[tuple[int, str]]:
    return statements(alembic.to_sql("def upgrade():\n" + "".join(f"    {line}\n" for line in lines)))


@pytest.mark.parametrize(
    ("line", "sql"),
    [
        (
            'op.add_column("orders", sa.Column("paid", sa.Boolean(), nullable=False), schema="shop")',
            "ALTER TABLE shop.orders ADD COLUMN paid boolean NOT NULL",
        ),
        (
            'op.add_column("orders", sa.Column("paid", sa.Boolean(), nullable=False, server_default=sa.text("false")))',
            "ALTER TABLE orders ADD COLUMN paid boolean DEFAULT false NOT NULL",
        ),
        (
            'op.alter_column("orders", "note", existing_type=sa.String(20), type_=sa.String(length=10))',
            "ALTER TABLE orders ALTER COLUMN note TYPE varchar(10)",
        ),
        (
            'op.alter_column("orders", "note", new_column_name="remark")',
            "ALTER TABLE orders RENAME COLUMN note TO remark",
        ),
        ('op.drop_table("orders")', "DROP TABLE orders"),
        (
            'op.create_index(op.f("ix_at"), "orders", ["at"], postgresql_concurrently=True)',
            "CREATE INDEX CONCURRENTLY ix_at ON orders (at)",
        ),
        ('op.execute("UPDATE orders SET a = 1 -- all")', "UPDATE orders SET a = 1"),
    ],
)
def test_an_operation_of_alembic(line: str, sql: str) -> None:
    assert upgrade("pass", line) == [(3, sql)]


def test_a_batch_of_alembic_names_its_table_once() -> None:
    lines = ('with op.batch_alter_table("orders") as batch:', '    batch.drop_column("note")')
    assert upgrade(*lines) == [(3, "ALTER TABLE orders DROP COLUMN note")]


def test_what_takes_an_alembic_migration_back_is_not_read() -> None:
    text = 'def upgrade():\n    pass\n\ndef downgrade():\n    op.drop_table("orders")\n'
    assert statements(alembic.to_sql(text)) == []


def test_an_autocommit_block_is_outside_of_the_transaction() -> None:
    text = 'def upgrade():\n    with op.get_context().autocommit_block():\n        op.execute("VACUUM orders")\n'
    assert (alembic.to_sql(text) or "").replace("\n", " ").split("; ")[:3] == ["BEGIN", " COMMIT", " VACUUM orders"]


def operations(app: django.App, *lines: str) -> list[tuple[int, str]]:
    body = "".join(f"        {line},\n" for line in lines)
    text = f"class Migration(migrations.Migration):\n    operations = [\n{body}    ]\n"
    return statements(django.to_sql(text, app))


def test_django_says_the_new_state_and_the_old_one_is_remembered() -> None:
    app = django.app_of("shop/migrations/0001_initial.py")
    note = "models.CharField(max_length=20, null=True)"
    made = operations(app, f'migrations.CreateModel(name="Order", fields=[("note", {note})])')
    assert made == [(3, "CREATE TABLE shop_order (note varchar(20))")]
    assert operations(app, f'migrations.AlterField("order", "note", {note})') == []
    narrowed = operations(app, 'migrations.AlterField("order", "note", models.CharField(max_length=10))')
    assert [sql for _, sql in narrowed] == [
        "ALTER TABLE shop_order ALTER COLUMN note TYPE varchar(10)",
        "ALTER TABLE shop_order ALTER COLUMN note SET NOT NULL",
    ]


def test_a_default_of_django_is_gone_when_old_rows_are_filled() -> None:
    added = operations(django.App("shop"), 'migrations.AddField("order", "paid", models.BooleanField(default=False))')
    assert [sql for _, sql in added] == [
        "ALTER TABLE shop_order ADD COLUMN paid boolean DEFAULT false NOT NULL",
        "ALTER TABLE shop_order ALTER COLUMN paid DROP DEFAULT",
    ]


def test_a_table_that_django_is_told_to_use() -> None:
    app = django.App("shop")
    operations(app, 'migrations.CreateModel("Order", [], {"db_table": "orders"})')
    assert operations(app, 'migrations.RemoveField("order", "note")') == [(3, "ALTER TABLE orders DROP COLUMN note")]


XML = """<databaseChangeLog xmlns="http://www.liquibase.org/xml/ns/dbchangelog">
  <changeSet id="1" author="a">
    <addColumn tableName="orders" schemaName="shop">
      <column name="paid" type="boolean"><constraints nullable="false"/></column>
    </addColumn>
    <rollback><dropTable tableName="orders"/></rollback>
  </changeSet>
</databaseChangeLog>
"""
YAML = """databaseChangeLog:
  - changeSet:
      id: 1
      author: a
      changes:
        - addColumn:
            tableName: orders
            schemaName: shop
            columns:
              - column:
                  name: paid
                  type: boolean
                  constraints:
                    nullable: false
"""


@pytest.mark.parametrize(("path", "text", "line"), [("c.xml", XML, 3), ("c.yaml", YAML, 6)])
def test_a_changeset_of_liquibase(path: str, text: str, line: int) -> None:
    assert liquibase.is_liquibase(path, text)
    [one] = liquibase.changesets(path, text)
    assert one.id == "a:1"
    assert statements(liquibase.to_sql((one,))) == [(line, "ALTER TABLE shop.orders ADD COLUMN paid boolean NOT NULL")]


@pytest.mark.parametrize("text", ["<databaseChangeLog", '<!DOCTYPE a [<!ENTITY b "c">]><databaseChangeLog/>', "<" * 99])
def test_xml_that_is_broken_or_not_to_be_trusted_has_no_changesets(text: str) -> None:
    assert liquibase.changesets("c.xml", text) == ()

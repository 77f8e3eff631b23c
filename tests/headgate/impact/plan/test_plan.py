"""The way round a break, step by step."""

from __future__ import annotations

import pytest

from headgate.facts.schemas.model import SchemaFormat
from headgate.impact.plan import Phase, Size, plan
from headgate.impact.plan.make import plan_move

TABLE = "CREATE TABLE shop.orders (id bigint, note varchar(20));"


def ddl(change: str, dialect: str = "postgres") -> str:
    made = plan(SchemaFormat.DDL, TABLE, change, dialect=dialect)
    return "\n".join(f"{step.phase.value}: {step.title}\n{step.statements}" for step in made.steps)


def test_a_rename_goes_by_a_second_column_that_both_write() -> None:
    told = ddl("ALTER TABLE shop.orders RENAME COLUMN note TO remark;")
    assert "ALTER TABLE shop.orders ADD COLUMN remark varchar(20);" in told
    assert "WHERE remark IS NULL AND note IS NOT NULL LIMIT 10000" in told
    assert told.index("expand") < told.index("migrate") < told.index("contract")
    assert told.rstrip().endswith("ALTER TABLE shop.orders DROP COLUMN note;")


@pytest.mark.parametrize(
    ("dialect", "words"),
    [
        ("postgres", "VALIDATE CONSTRAINT orders_paid_not_null"),
        ("mysql", "MODIFY COLUMN paid boolean NOT NULL, ALGORITHM=INPLACE, LOCK=NONE"),
        ("sqlserver", "ALTER COLUMN paid boolean NOT NULL WITH (ONLINE = ON)"),
        ("oracle", "ENABLE NOVALIDATE"),
    ],
)
def test_a_required_column_is_demanded_last_and_as_each_database_takes_it(dialect: str, words: str) -> None:
    assert words in ddl("ALTER TABLE shop.orders ADD COLUMN paid boolean NOT NULL;", dialect)


def test_steps_of_several_changes_are_ordered_by_phase() -> None:
    script = "ALTER TABLE shop.orders DROP COLUMN note; ALTER TABLE shop.orders ADD COLUMN paid boolean NOT NULL;"
    made = plan(SchemaFormat.DDL, TABLE, script, dialect="postgres")
    phases = [step.phase for step in made.steps]
    assert phases == sorted(phases, key=list(Phase).index)
    assert len(set(phases)) == 3


def test_what_breaks_nothing_needs_no_steps() -> None:
    assert plan(SchemaFormat.DDL, TABLE, "ALTER TABLE shop.orders ADD COLUMN paid boolean;").steps == ()


def test_what_is_not_understood_is_told_and_not_planned() -> None:
    made = plan(SchemaFormat.DDL, TABLE, "FLURB shop.orders;")
    assert made.unknown


def test_neither_direction_goes_by_a_schema_in_between() -> None:
    old = '{"type": "record", "name": "R", "fields": [{"name": "a", "type": "int"}]}'
    made = plan(SchemaFormat.AVRO, old, old.replace('"a"', '"b"'))
    assert made.strategy.startswith("Neither direction holds")
    assert "default" in made.steps[0].statements
    assert made.alternatives


def test_sizes_are_worked_out_from_the_numbers_that_are_given() -> None:
    made = plan(
        SchemaFormat.DDL, TABLE, "ALTER TABLE shop.orders RENAME COLUMN note TO remark;", size=Size(rows=25_000)
    )
    assert made.sizing[0] == "25,000 rows in slices of 10,000: 3 transactions"


def test_a_move_counts_reading_writing_and_what_comes_meanwhile() -> None:
    made = plan_move("parquet", Size(bytes=1_000_000_000_000, daily=8_640_000_000, rate=1_600_000))
    assert made.sizing[0].startswith("read 1 TB, write about 600 GB of parquet")
    assert "11.6 days" in made.sizing[0]
    assert any(line.startswith("dual writing takes 10.0% of the rate") for line in made.sizing)
    assert any(line.startswith("with that the backfill takes 12.9 days") for line in made.sizing)

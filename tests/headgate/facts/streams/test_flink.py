"""Flink SQL scripts."""

from __future__ import annotations

from headgate.dataset import topic
from headgate.facts.reading import SourceFile
from headgate.facts.streams.flink import read_flink
from headgate.facts.streams.flinksql.model import FlinkScript
from headgate.source.kinds import Kind

SCRIPT = """
SET 'execution.checkpointing.interval' = '1 min';
CREATE TABLE IF NOT EXISTS orders (
  id BIGINT,
  total DECIMAL(12, 2),
  at TIMESTAMP(3) METADATA FROM 'timestamp',
  WATERMARK FOR at AS at - INTERVAL '5' MINUTE,
  PRIMARY KEY (id) NOT ENFORCED
) WITH ('connector' = 'kafka', 'topic' = 'shop.orders');
CREATE TABLE totals (id BIGINT, total DECIMAL(12, 2)) WITH (
  'connector' = 'kafka', 'topic' = 'shop.totals');
INSERT INTO totals SELECT id, total FROM orders;
"""


def script_of(text: str) -> FlinkScript:
    reading = read_flink(SourceFile("a.sql", text, frozenset({Kind.FLINK_SQL})))
    (found,) = [subject for subject in reading.subjects if isinstance(subject, FlinkScript)]
    return found


def test_tables_have_columns_options_keys_and_watermarks() -> None:
    script = script_of(SCRIPT)
    orders, totals = script.tables
    assert [name for name, _ in orders.columns] == ["id", "total", "at"]
    assert (orders.watermark, orders.primary_key, orders.computed) == ("at", True, frozenset({"at"}))
    assert totals.option("topic") == "shop.totals"
    assert script.settings == {"execution.checkpointing.interval": "1 min"}


def test_statements_speak_of_the_topics_behind_the_tables() -> None:
    *_, statement = read_flink(SourceFile("a.sql", SCRIPT, frozenset({Kind.FLINK_SQL}))).facts.statements
    assert [use.dataset for use in statement.reads] == [topic("shop.orders")]
    assert [use.dataset for use in statement.writes] == [topic("shop.totals")]
    assert statement.query is None or [one.relation for one in statement.query.sources] == [topic("shop.orders")]


def test_broken_and_empty_scripts() -> None:
    assert script_of("").tables == ()
    assert script_of("CREATE TABLE (").tables == ()
    assert read_flink(SourceFile("a.sql", "SELECT 'open", frozenset())).facts.gaps

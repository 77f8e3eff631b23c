from __future__ import annotations

from headgate.facts.readers import read
from headgate.facts.reading import FileFacts, SourceFile
from headgate.gap import GapKind
from headgate.source.kinds import Kind


def facts(text: str, kind: Kind) -> FileFacts:
    return read(SourceFile("a.sql", text, frozenset({kind}))).facts


def test_a_flink_table_is_the_topic_behind_it() -> None:
    read_ = facts(
        """
        CREATE TABLE orders (
          id BIGINT, ts TIMESTAMP(3), amount DECIMAL(10, 2),
          WATERMARK FOR ts AS ts - INTERVAL '5' SECOND,
          PRIMARY KEY (id) NOT ENFORCED
        ) WITH ('connector' = 'kafka', 'topic' = 'shop.orders', 'format' = 'json');
        CREATE TABLE sums (total DECIMAL(10, 2)) WITH ('connector' = 'upsert-kafka', 'topic' = 'sums');
        EXECUTE STATEMENT SET BEGIN
        INSERT INTO sums SELECT SUM(amount) FROM TABLE(
          TUMBLE(TABLE orders, DESCRIPTOR(ts), INTERVAL '1' MINUTE)) GROUP BY window_start;
        END;
        """,
        Kind.FLINK_SQL,
    )
    assert read_.gaps == ()
    insert = read_.statements[-1]
    assert [str(use.dataset) for use in (*insert.reads, *insert.writes)] == ["kafka:shop.orders", "kafka:sums"]
    declared = read_.datasets[0]
    assert (str(declared.id), declared.complete) == ("kafka:shop.orders", False)
    assert [column.name for column in declared.columns] == ["id", "ts", "amount"]
    assert ("topic", "sums") in {(one.key, one.value) for one in read_.stream_settings}


def test_values_from_outside_a_template_prove_nothing() -> None:
    read_ = facts(
        "select t.a, b, {{ more }}\nfrom {{ params.table }} t\njoin shop.orders o on t.i = o.i\nwhere d = '{{ ds }}'",
        Kind.SQL_TEMPLATE,
    )
    (statement,) = read_.statements
    assert [(str(use.dataset), use.line) for use in statement.reads] == [("shop.orders", 3)]
    (gap,) = read_.gaps
    assert gap.kind is GapKind.UNRESOLVED
    assert "params.table" in gap.what


def test_a_broken_template_is_a_gap() -> None:
    read_ = facts("select {% if %} a from t", Kind.SQL_TEMPLATE)
    assert read_.statements == ()
    assert len(read_.gaps) == 1

"""Flink SQL, whose own words sqlglot does not know: what flows where through them."""

from __future__ import annotations

import pytest

from headgate.dataset import DatasetKind, at_path, table, topic
from headgate.facts.reading import Reading, SourceFile
from headgate.facts.sql.script import in_order
from headgate.facts.streams.flink import read_flink
from headgate.facts.streams.flinksql.model import FlinkScript
from headgate.source.kinds import Kind

BIDS = """CREATE TABLE bid (item STRING, price DECIMAL(10, 2), ts TIMESTAMP(3), r ROW<a INT, b ROW<c STRING>>,
  WATERMARK FOR ts AS ts - INTERVAL '5' SECOND) WITH ('connector' = 'datagen');
"""


def read(text: str) -> Reading:
    return read_flink(SourceFile("a.sql", text, frozenset({Kind.FLINK_SQL})))


def flows(text: str) -> dict[str, str]:
    """Direct flows into the last statement's columns."""
    reading = read(text)
    assert [gap.why for gap in reading.facts.gaps] == []
    *_, last = in_order(reading.facts.statements)
    return {
        made.name: " ".join(sorted(f"{r.dataset.name}.{r.column}" for r, effect in made.flows if effect.direct))
        for made in last.columns
    }


def query(tail: str) -> dict[str, str]:
    return flows(BIDS + tail)


def test_window_functions_add_their_columns_to_those_of_the_table() -> None:
    for source in (
        "TABLE(TUMBLE(TABLE bid, DESCRIPTOR(ts), INTERVAL '10' MINUTES))",
        "TABLE(\n  HOP(TABLE bid, DESCRIPTOR(ts), INTERVAL '5' MINUTES,\n INTERVAL '10' MINUTES)) AS w",
        "TABLE(CUMULATE(DATA => TABLE bid, TIMECOL => DESCRIPTOR(ts), STEP => INTERVAL '2' MINUTES,"
        " SIZE => INTERVAL '10' MINUTES))",
        "TABLE(SESSION(TABLE bid PARTITION BY item, DESCRIPTOR(ts), INTERVAL '5' MINUTES))",
        "TUMBLE(TABLE bid, DESCRIPTOR(ts), INTERVAL '10' MINUTES)",
    ):
        found = query(f"SELECT window_start, item, SUM(price) AS total FROM {source} GROUP BY window_start, item;")
        assert found == {"window_start": "bid.ts", "item": "bid.item", "total": "bid.price"}, source


def test_windows_in_group_by() -> None:
    tail = "SELECT SESSION_START(ts, INTERVAL '1' MINUTE) AS s, COUNT(*) AS n FROM bid GROUP BY SESSION(ts, INTERVAL '1' MINUTE)"
    assert query(tail)["s"] == "bid.ts"


def test_patterns_give_their_partition_and_measures() -> None:
    found = query(
        """
        SELECT T.item, T.low, T.ended AS at FROM bid MATCH_RECOGNIZE (
          PARTITION BY item
          ORDER BY ts
          MEASURES FIRST(DOWN.price) AS low, LAST(UP.ts) AS ended
          ONE ROW PER MATCH
          AFTER MATCH SKIP PAST LAST ROW
          PATTERN (DOWN+ UP) WITHIN INTERVAL '1' HOUR
          DEFINE DOWN AS DOWN.price < 10, UP AS UP.price > LAST(DOWN.price, 1)
        ) AS T;
        """
    )
    assert found == {"item": "bid.item", "low": "bid.price", "at": "bid.ts"}


def test_patterns_over_a_query_and_without_partition() -> None:
    found = query(
        "SELECT * FROM (SELECT item, ts FROM bid) MATCH_RECOGNIZE (ORDER BY ts MEASURES A.item AS i "
        "PATTERN (A B) DEFINE B AS B.item IS NULL)"
    )
    assert found == {"i": "bid.item"}


def test_rules_on_sql_are_not_offered_patterns() -> None:
    text = BIDS + "SELECT * FROM bid MATCH_RECOGNIZE (ORDER BY ts MEASURES A.item AS i PATTERN (A) DEFINE A AS TRUE);"
    reading = read(text)
    assert len(reading.facts.statements) == 2
    assert [type(one).__name__ for one in reading.subjects] == ["FlinkScript", "FlinkSettings", "SqlStatement"]


@pytest.mark.parametrize(
    "join",
    [
        "JOIN c FOR SYSTEM_TIME AS OF b.ts AS c ON b.item = c.id",
        "LEFT JOIN c FOR SYSTEM_TIME AS OF b.ts c ON b.item = c.id",
        "JOIN c /*+ OPTIONS('lookup.cache' = 'PARTIAL') */ FOR SYSTEM_TIME AS OF PROCTIME() AS c ON b.item = c.id",
        "JOIN c FOR SYSTEM_TIME AS OF TIMESTAMP '2024-01-01 00:00:00' AS c ON b.item = c.id",
        "JOIN c ON b.item = c.id AND b.ts BETWEEN c.at - INTERVAL '4' HOUR AND c.at",
    ],
)
def test_joins_with_time(join: str) -> None:
    lookup = "CREATE TABLE c (id STRING, name STRING, at TIMESTAMP(3)) WITH ('connector' = 'print');"
    assert flows(f"{BIDS}{lookup} SELECT b.price, c.name FROM bid AS b {join}") == {
        "price": "bid.price",
        "name": "c.name",
    }


def test_table_functions_and_unnest() -> None:
    assert query("SELECT item, word FROM bid, LATERAL TABLE(cut_up(item)) AS T(word)") == {
        "item": "bid.item",
        "word": "bid.item",
    }
    assert query("SELECT w FROM bid LEFT JOIN LATERAL TABLE(cut_up(item)) T(w) ON TRUE") == {"w": "bid.item"}
    assert query("SELECT x FROM bid CROSS JOIN UNNEST(tags) AS t (x)") == {"x": "bid.tags"}


def test_top_n_and_deduplication() -> None:
    found = query(
        "SELECT item, price FROM (SELECT *, ROW_NUMBER() OVER (PARTITION BY item ORDER BY ts DESC) AS n FROM bid) "
        "WHERE n = 1"
    )
    assert found == {"item": "bid.item", "price": "bid.price"}


def test_expressions_of_its_own() -> None:
    found = query(
        r"""
        SELECT /*+ STATE_TTL('bid' = '1d') */ JSON_VALUE(item, '$.a' RETURNING INT DEFAULT 0 ON EMPTY) AS a,
          CAST(item AS ROW(x INT, y ROW(z STRING))) AS b, CAST(item AS MULTISET<INT>) AS c,
          CAST(item AS BYTES) AS d, CAST(ts AS TIMESTAMP(3) WITH LOCAL TIME ZONE) AS e,
          REGEXP_EXTRACT(item, '\d+ it''s', 0) AS f, FLOOR(ts TO HOUR) AS g, ROW(item, price) AS h
        FROM bid /*+ OPTIONS('scan.startup.mode' = 'latest-offset') */
        """
    )
    assert {name: found[name] for name in "abcdef"} == dict.fromkeys("abcd", "bid.item") | {
        "e": "bid.ts",
        "f": "bid.item",
    }
    assert (found["g"], found["h"]) == ("bid.ts", "bid.item bid.price")


def test_tables_of_every_shape() -> None:
    text = """
    CREATE TABLE orders (
      id BIGINT NOT NULL,
      at TIMESTAMP_LTZ(3) METADATA FROM 'timestamp' VIRTUAL,
      total AS price * 2 COMMENT 'twice',
      price DECIMAL(10, 2),
      items ARRAY<ROW<sku STRING, n INT>>,
      raw BYTES,
      local TIMESTAMP(3) WITH LOCAL TIME ZONE,
      CONSTRAINT pk PRIMARY KEY (id) NOT ENFORCED,
      WATERMARK FOR at AS at - INTERVAL '5' SECOND
    ) COMMENT 'orders' DISTRIBUTED BY HASH(id) INTO 4 BUCKETS PARTITIONED BY (id) WITH (
      'connector' = 'kafka', 'topic' = 'shop.orders', 'path' = 'C:\\x'
    );
    CREATE TEMPORARY TABLE copied (extra INT, WATERMARK FOR at AS at) WITH ('connector' = 'print')
    LIKE orders (EXCLUDING ALL INCLUDING GENERATED);
    CREATE TABLE bare WITH ('connector' = 'print') LIKE orders (EXCLUDING OPTIONS);
    CREATE TABLE made WITH ('connector' = 'print') AS SELECT id, price FROM orders;
    CREATE MATERIALIZED TABLE daily PARTITIONED BY (id) FRESHNESS = INTERVAL '3' MINUTE REFRESH_MODE = FULL
    AS SELECT id FROM orders;
    CREATE TABLE IF NOT EXISTS plain (id INT PRIMARY KEY NOT ENFORCED);
    """
    reading = read(text)
    assert reading.facts.gaps == ()
    names = {one.id.name: [column.name for column in one.columns] for one in reading.facts.datasets}
    orders = ["id", "at", "total", "price", "items", "raw", "local"]
    assert names["shop.orders"] == orders
    assert names["copied"] == ["extra", *orders]
    assert names["plain"] == ["id"]
    assert {one.id: one.kind for one in reading.facts.datasets}[topic("shop.orders")] is DatasetKind.TOPIC
    kinds = [one.kind for one in reading.facts.statements]
    assert kinds == ["create-table"] * 6
    *_, daily, _ = in_order(reading.facts.statements)
    assert [made.name for made in daily.columns] == ["id"]
    (script,) = [one for one in reading.subjects if isinstance(one, FlinkScript)]
    first = script.tables[0]
    assert (first.key, first.watermark, first.option("path")) == (("id",), "at", "C:\\x")
    assert first.computed == {"at", "total"}
    assert dict(first.types)["price"] == "DECIMAL(10, 2)"


def test_a_watermark_may_stand_on_a_field() -> None:
    (script, *_) = read(
        "CREATE TABLE t (r ROW<ts TIMESTAMP(3)>, WATERMARK FOR r.ts AS r.ts) WITH ('a' = 'b');"
    ).subjects
    assert isinstance(script, FlinkScript)
    assert script.tables[0].watermark == "r.ts"


def test_inserts_go_by_the_order_of_the_columns_that_are_written() -> None:
    sink = """CREATE TABLE sink (name STRING, seen TIMESTAMP(3) METADATA FROM 'timestamp', n AS UPPER(name),
      part BIGINT METADATA VIRTUAL, total DECIMAL(10, 2)) WITH ('connector' = 'kafka', 'topic' = 't');
    """
    assert query(sink + "INSERT INTO sink SELECT item, ts, SUM(price) FROM bid GROUP BY item, ts") == {
        "name": "bid.item",
        "seen": "bid.ts",
        "total": "bid.price",
    }
    fixed = query(sink + "INSERT INTO sink PARTITION (name = 'x') SELECT ts, price FROM bid")
    assert fixed == {"seen": "bid.ts", "total": "bid.price"}


def test_statement_sets_inserts_and_what_moves_nothing() -> None:
    text = """
    SET 'execution.runtime-mode' = 'streaming';
    SET table.exec.state.ttl = 1 d;
    ADD JAR '/x.jar'; CREATE CATALOG c WITH ('type' = 'hive'); USE CATALOG c;
    CREATE TEMPORARY SYSTEM FUNCTION f AS 'a.B' LANGUAGE JAVA USING JAR 'x.jar';
    ALTER TABLE s SET ('a' = 'b'); SHOW TABLES; DESCRIBE s; EXPLAIN PLAN FOR SELECT 1; CALL sys.x('a');
    EXECUTE STATEMENT SET BEGIN
      INSERT INTO a SELECT x FROM s;
      INSERT OVERWRITE b PARTITION (d = '1') SELECT x FROM s;
    END;
    BEGIN STATEMENT SET;
    INSERT INTO c PARTITION (d = '1') (x) SELECT y FROM s;
    END;
    EXECUTE INSERT INTO d SELECT x FROM s;
    """
    reading = read(text)
    assert reading.facts.gaps == ()
    written = [use.dataset.name.rsplit(".", 1)[-1] for one in reading.facts.statements for use in one.writes]
    assert written == ["a", "b", "c", "d"]
    (script,) = [one for one in reading.subjects if isinstance(one, FlinkScript)]
    assert script.settings == {"execution.runtime-mode": "streaming", "table.exec.state.ttl": "1 d"}


@pytest.mark.parametrize(
    ("options", "meant"),
    [
        ("'connector' = 'upsert-kafka', 'topic' = 'shop.orders'", "kafka:shop.orders"),
        ("'connector' = 'kafka', 'topic' = 'a;b'", "t"),
        ("'connector' = 'filesystem', 'path' = 's3a://lake/raw/orders/'", "s3://lake:raw/orders"),
        ("'connector' = 'hudi', 'path' = 's3://lake/h'", "s3://lake:h"),
        (
            "'connector' = 'jdbc', 'url' = 'jdbc:postgresql://db/shop', 'table-name' = 'a.o'",
            "postgres://db:5432:shop.a.o",
        ),
        ("'connector' = 'jdbc', 'table-name' = 'Shop.Orders'", "shop.orders"),
        (
            "'connector' = 'mysql-cdc', 'hostname' = 'db', 'port' = '3306', 'database-name' = 'shop',"
            " 'table-name' = 'orders'",
            "mysql://db:3306:shop.orders",
        ),
        (
            "'connector' = 'postgres-cdc', 'hostname' = 'db', 'database-name' = 'shop', 'schema-name' = 'public',"
            " 'table-name' = 'orders'",
            "postgres://db:5432:shop.public.orders",
        ),
        ("'connector' = 'mysql-cdc', 'hostname' = 'db', 'database-name' = 'shop', 'table-name' = 'o_.*'", "t"),
        ("'connector' = 'mongodb-cdc', 'database' = 'shop', 'collection' = 'o'", "mongodb:shop.o"),
        ("'connector' = 'elasticsearch-7', 'hosts' = 'http://es:9200', 'index' = 'O'", "elasticsearch://es:9200:o"),
        ("'connector' = 'iceberg', 'catalog-database' = 'db', 'catalog-table' = 'o'", "db.o"),
        ("'connector' = 'kafka', 'topic' = '${TOPIC}'", "t"),
    ],
)
def test_what_is_behind_a_connector(options: str, meant: str) -> None:
    reading = read(f"CREATE TABLE t (id INT) WITH ({options}); INSERT INTO other SELECT id FROM t;")
    assert [str(use.dataset) for one in reading.facts.statements for use in one.reads] == [meant]


def test_lines_stay_where_they_are() -> None:
    text = (
        BIDS
        + "\n\nSELECT\n  item,\n  price\nFROM TABLE(\n  TUMBLE(\n TABLE bid,\n DESCRIPTOR(ts),\n INTERVAL '1' DAY))\nWHERE\n  item > 'x';\n"
    )
    reading = read(text)
    last = reading.facts.statements[-1]
    assert (last.line, last.end_line) == (5, 14)
    assert last.query is not None
    assert [one.line for one in last.query.outputs] == [6, 7]
    assert [use.line for use in last.reads] == [10]


def test_open_strings_and_brackets_are_told() -> None:
    assert read("SELECT 'open").facts.gaps
    assert read("CREATE TABLE (").facts.statements == ()
    assert read("SELECT * FROM TABLE(TUMBLE(TABLE").facts.gaps
    read("SELECT * FROM t MATCH_RECOGNIZE (")
    read("x FOR SYSTEM_TIME AS OF")
    read("CREATE TABLE t (a ROW(b INT")
    read("CREATE TABLE t LIKE")
    assert table("x") != at_path("x")

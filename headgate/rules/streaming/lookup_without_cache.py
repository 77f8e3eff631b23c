"""Every row of a stream asks a database."""

from __future__ import annotations

from collections.abc import Iterator

from headgate.facts.streams.flinksql.model import FlinkScript
from headgate.finding import Level, Proof
from headgate.rules.registry import Found, fires, rule, silent


@rule(
    level=Level.NOTE,
    proof=Proof.DERIVED,
    examples=(
        fires(
            """
            CREATE TABLE orders (id BIGINT, shop STRING, total DECIMAL(12, 2), at TIMESTAMP(3))
            WITH ('connector' = 'kafka', 'topic' = 'orders', 'format' = 'json');
            CREATE TABLE shops (name STRING, city STRING) WITH ('connector' = 'jdbc', 'table-name' = 'shops');
            SELECT o.id, s.city FROM orders AS o
            JOIN shops FOR SYSTEM_TIME AS OF o.proc AS s ON o.shop = s.name;
            """,
            5,
            path="flink/shops.sql",
        ),
        silent(
            """
            CREATE TABLE orders (id BIGINT, shop STRING, total DECIMAL(12, 2), at TIMESTAMP(3))
            WITH ('connector' = 'kafka', 'topic' = 'orders', 'format' = 'json');
            CREATE TABLE shops (name STRING, city STRING)
            WITH ('connector' = 'jdbc', 'table-name' = 'shops', 'lookup.cache' = 'PARTIAL');
            SELECT o.id, s.city FROM orders AS o
            JOIN shops FOR SYSTEM_TIME AS OF o.proc AS s ON o.shop = s.name;
            """,
            path="flink/shops.sql",
        ),
    ),
)
def lookup_without_cache(script: FlinkScript) -> Iterator[Found]:
    """Every row of a stream asks a database.

    ## Why it matters
    A lookup join sends one query for each row. Without a cache a few thousand rows a second are a few thousand
    queries, and the database, or the job behind it, stands still.

    ## Instead
    `'lookup.cache' = 'PARTIAL'` with `'lookup.partial-cache.max-rows'` and an expiry that says how stale the
    answer may be; `'lookup.cache.max-rows'` and `'lookup.cache.ttl'` before Flink 1.16.

    ## When it stays silent
    Where the table or a hint sets a cache, and for connectors other than JDBC and HBase.

    ## Fix
    None: how stale an answer may be, the file does not tell.
    """
    for join in script.temporal:
        table = script.table(join.table)
        if table is None or table.like or not table.connector.startswith(("jdbc", "hbase")):
            continue
        cached = any(key.startswith("lookup.") and "cache" in key for key, _, _ in table.options)
        hinted = any(abs(one.line - join.line) <= 1 and "cache" in one.arguments for one in script.hints)
        if not cached and not hinted:
            yield Found(
                f"Each row looks `{table.name}` up in the database: the table sets no `lookup.cache`.",
                join.line,
                table.name,
            )

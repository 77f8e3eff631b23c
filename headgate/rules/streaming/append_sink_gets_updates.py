"""A sink that only appends is given rows that change."""

from __future__ import annotations

from collections.abc import Iterator

from sqlglot import exp

from headgate.facts.streams.flinksql.model import FlinkScript
from headgate.facts.streams.flinksql.rows import first_table, groups, has_updates, selects, unbounded
from headgate.finding import Level, Proof
from headgate.rules.registry import Found, fires, rule, silent


@rule(
    level=Level.ERROR,
    proof=Proof.DERIVED,
    examples=(
        fires(
            """
            CREATE TABLE orders (id BIGINT, shop STRING, total DECIMAL(12, 2), at TIMESTAMP(3))
            WITH ('connector' = 'kafka', 'topic' = 'orders', 'format' = 'json');
            CREATE TABLE totals (shop STRING, total DECIMAL(12, 2))
            WITH ('connector' = 'kafka', 'topic' = 'totals', 'format' = 'json');
            INSERT INTO totals SELECT shop, SUM(total) FROM orders GROUP BY shop;
            """,
            5,
            path="flink/totals.sql",
        ),
        silent(
            """
            CREATE TABLE orders (id BIGINT, shop STRING, total DECIMAL(12, 2), at TIMESTAMP(3))
            WITH ('connector' = 'kafka', 'topic' = 'orders', 'format' = 'json');
            CREATE TABLE totals (shop STRING, total DECIMAL(12, 2), PRIMARY KEY (shop) NOT ENFORCED)
            WITH ('connector' = 'upsert-kafka', 'topic' = 'totals', 'key.format' = 'json', 'value.format' = 'json');
            INSERT INTO totals SELECT shop, SUM(total) FROM orders GROUP BY shop;
            """,
            path="flink/totals.sql",
        ),
        silent(
            """
            CREATE TABLE orders (id BIGINT, shop STRING, total DECIMAL(12, 2), at TIMESTAMP(3))
            WITH ('connector' = 'kafka', 'topic' = 'orders', 'format' = 'json');
            CREATE TABLE totals (shop STRING, total DECIMAL(12, 2))
            WITH ('connector' = 'kafka', 'topic' = 'totals', 'format' = 'debezium-json');
            INSERT INTO totals SELECT shop, SUM(total) FROM orders GROUP BY shop;
            """,
            path="flink/totals.sql",
        ),
    ),
)
def append_sink_gets_updates(script: FlinkScript) -> Iterator[Found]:
    """A sink that only appends is given rows that change.

    ## Why it matters
    A GROUP BY without a window changes its totals with every row, and a change-data-capture table hands on
    updates and deletes. Kafka and files take new rows only: Flink refuses the job with "doesn't support
    consuming update changes".

    ## Instead
    `upsert-kafka` with a primary key, a format of changes (`debezium-json`), or a window that gives each total
    once.

    ## When it stays silent
    For sinks that take changes, in batch mode, and where the rows come through views or queries whose changes
    are not followed.

    ## Fix
    None: what is wanted, the file does not tell.
    """
    if script.batch:
        return
    for statement, sink in script.inserts():
        if sink.connector not in ("kafka", "filesystem", "kinesis") or has_updates(sink) or sink.like:
            continue
        for select in selects(statement.tree.expression):
            table = first_table(select, script)
            if table is None or table.like or not unbounded(table):
                continue
            keys = groups(select)
            if keys:
                why = f"totals by {keys[0].sql(dialect='spark')} change with every row of `{table.name}`"
            elif has_updates(table) and not select.args.get("group") and not select.find(exp.Window):
                why = f"`{table.name}` hands on updates and deletes"
            else:
                continue
            yield Found(
                f"`{sink.name}` ({sink.connector}) takes new rows only, but {why}: Flink refuses the job.",
                statement.facts.line,
                f"{sink.name}:{table.name}",
            )

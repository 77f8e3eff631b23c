"""A join with the version of a row has no versions to join."""

from __future__ import annotations

from collections.abc import Iterator

from headgate.facts.streams.flinksql.model import FlinkScript
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
            CREATE TABLE rates (currency STRING, rate DECIMAL(10, 4), at TIMESTAMP(3), WATERMARK FOR at AS at)
            WITH ('connector' = 'kafka', 'topic' = 'rates', 'scan.startup.mode' = 'earliest-offset');
            SELECT o.id, r.rate FROM orders AS o
            JOIN rates FOR SYSTEM_TIME AS OF o.at AS r ON o.shop = r.currency;
            """,
            6,
            path="flink/rates.sql",
        ),
        silent(
            """
            CREATE TABLE orders (id BIGINT, shop STRING, total DECIMAL(12, 2), at TIMESTAMP(3))
            WITH ('connector' = 'kafka', 'topic' = 'orders', 'format' = 'json');
            CREATE TABLE rates (
              currency STRING, rate DECIMAL(10, 4), at TIMESTAMP(3),
              WATERMARK FOR at AS at, PRIMARY KEY (currency) NOT ENFORCED
            ) WITH ('connector' = 'upsert-kafka', 'topic' = 'rates');
            SELECT o.id, r.rate FROM orders AS o
            JOIN rates FOR SYSTEM_TIME AS OF o.at AS r ON o.shop = r.currency;
            """,
            path="flink/rates.sql",
        ),
    ),
)
def versioned_join_without_key(script: FlinkScript) -> Iterator[Found]:
    """A join with the version of a row has no versions to join.

    ## Why it matters
    `FOR SYSTEM_TIME AS OF` over a topic needs a versioned table: a primary key that says which rows follow each
    other, and a watermark that says until when a version holds. Without them Flink refuses the query.

    ## Instead
    `PRIMARY KEY (…) NOT ENFORCED` and `WATERMARK FOR …` on the table that is looked up.

    ## When it stays silent
    For tables that can be looked up in a database, for those that take over another table's definition, and for
    views.

    ## Fix
    None: what is wanted, the file does not tell.
    """
    for join in script.temporal:
        table = script.table(join.table)
        if table is None or table.like or join.table.rsplit(".", 1)[-1] in script.views:
            continue
        if table.connector not in ("kafka", "upsert-kafka") and not table.connector.endswith("-cdc"):
            continue
        missing = [
            what for what, told in (("primary key", table.primary_key), ("watermark", table.watermark)) if not told
        ]
        if missing:
            yield Found(
                f"`{table.name}` is joined as of a time, but has no {' and no '.join(missing)}: Flink refuses the "
                "query.",
                join.line,
                table.name,
            )

"""An upsert table has no primary key."""

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
            CREATE TABLE orders (
              id BIGINT,
              total DECIMAL(12, 2)
            ) WITH (
              'connector' = 'upsert-kafka',
              'topic' = 'orders'
            );
            """,
            1,
            path="flink/orders.sql",
        ),
        silent(
            """
            CREATE TABLE orders (
              id BIGINT,
              PRIMARY KEY (id) NOT ENFORCED
            ) WITH (
              'connector' = 'upsert-kafka',
              'topic' = 'orders'
            );
            """,
            path="flink/orders.sql",
        ),
    ),
)
def upsert_table_without_key(script: FlinkScript) -> Iterator[Found]:
    """An upsert table has no primary key.

    ## Why it matters
    The upsert-kafka connector needs to know which rows replace each other: without `PRIMARY KEY` Flink refuses
    the table when the job is submitted.

    ## Instead
    `PRIMARY KEY (…) NOT ENFORCED`.

    ## When it stays silent
    For other connectors.

    ## Fix
    None: what is wanted, the file does not tell.
    """
    for table in script.tables:
        if table.option("connector") == "upsert-kafka" and not table.primary_key:
            yield Found(
                f"Table `{table.name}` is upsert-kafka and has no PRIMARY KEY: Flink refuses it.",
                table.line,
                table.name,
                table.end_line,
            )

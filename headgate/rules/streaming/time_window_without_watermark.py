"""A time window runs over a column without a watermark."""

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
              at TIMESTAMP(3)
            ) WITH (
              'connector' = 'kafka',
              'topic' = 'orders'
            );
            INSERT INTO per_hour
            SELECT window_start, COUNT(*)
            FROM TABLE(TUMBLE(TABLE orders, DESCRIPTOR(at), INTERVAL '1' HOUR))
            GROUP BY window_start;
            """,
            10,
            path="flink/orders.sql",
        ),
        silent(
            """
            CREATE TABLE orders (
              id BIGINT,
              at TIMESTAMP(3),
              WATERMARK FOR at AS at
            ) WITH (
              'connector' = 'kafka',
              'topic' = 'orders'
            );
            INSERT INTO per_hour
            SELECT window_start, COUNT(*)
            FROM TABLE(TUMBLE(TABLE orders, DESCRIPTOR(at), INTERVAL '1' HOUR))
            GROUP BY window_start;
            """,
            path="flink/orders.sql",
        ),
    ),
)
def time_window_without_watermark(script: FlinkScript) -> Iterator[Found]:
    """A time window runs over a column without a watermark.

    ## Why it matters
    A window closes when the watermark passes its end. The column of a window function must be a time attribute:
    without `WATERMARK FOR` it is an ordinary timestamp, and Flink refuses the query.

    ## Instead
    `WATERMARK FOR at AS at - INTERVAL '5' MINUTE` in the table.

    ## When it stays silent
    For tables that the script does not declare, and for processing time.

    ## Fix
    None: what is wanted, the file does not tell.
    """
    tables = {table.name: table for table in script.tables}
    for window in script.windows:
        table = tables.get(window.table)
        columns = [name for name, _ in table.columns] if table is not None else []
        if table is None or window.column not in columns or window.column in table.computed:
            continue
        if table.watermark == window.column:
            continue
        yield Found(
            f"{window.function} over `{window.table}.{window.column}`, which has no watermark: it is no time "
            "attribute, and Flink refuses the query.",
            window.line,
            f"{window.table}.{window.column}",
        )

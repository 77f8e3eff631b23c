"""A watermark stands on a column that is no event time."""

from __future__ import annotations

import re
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
              at TIMESTAMP,
              WATERMARK FOR at AS at - INTERVAL '5' SECOND
            ) WITH ('connector' = 'kafka', 'topic' = 'orders');
            """,
            3,
            path="flink/orders.sql",
        ),
        silent(
            """
            CREATE TABLE orders (
              id BIGINT,
              millis BIGINT,
              at AS TO_TIMESTAMP_LTZ(millis, 3),
              WATERMARK FOR at AS at - INTERVAL '5' SECOND
            ) WITH ('connector' = 'kafka', 'topic' = 'orders');
            """,
            path="flink/orders.sql",
        ),
    ),
)
def watermark_column_is_no_time(script: FlinkScript) -> Iterator[Found]:
    """A watermark stands on a column that is no event time.

    ## Why it matters
    A watermark takes `TIMESTAMP` or `TIMESTAMP_LTZ` with a precision of at most 3. Flink refuses the table for
    a text, a number, or a `TIMESTAMP` without precision, which means 6.

    ## Instead
    Declare the column as `TIMESTAMP(3)`, or a computed one: `at AS TO_TIMESTAMP_LTZ(millis, 3)`.

    ## When it stays silent
    For computed columns, whose type an expression decides.

    ## Fix
    None: whether the column or its type is meant otherwise, the file does not tell.
    """
    for table in script.tables:
        written = dict(table.types).get(table.watermark, "")
        if written and not _EVENT_TIME.match(written):
            yield Found(
                f"The watermark of `{table.name}` stands on `{table.watermark}`, which is {written}: Flink takes "
                "TIMESTAMP(3) and TIMESTAMP_LTZ(3) or less.",
                dict(table.columns).get(table.watermark, table.line),
                f"{table.name}:{table.watermark}",
            )


_EVENT_TIME = re.compile(r"TIMESTAMP(?:_LTZ)?\s*\(\s*[0-3]\s*\)|TIMESTAMP\s*\(\s*[0-3]\s*\)\s+WITH|\$|\{")

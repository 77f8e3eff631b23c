"""An exactly-once sink stands in a job that repeats records."""

from __future__ import annotations

from collections.abc import Iterator

from headgate.facts.streams.flinksql.model import FlinkScript
from headgate.finding import Level, Proof
from headgate.rules.registry import Found, fires, rule, silent


@rule(
    level=Level.WARNING,
    proof=Proof.DERIVED,
    examples=(
        fires(
            """
            SET 'execution.checkpointing.mode' = 'AT_LEAST_ONCE';
            CREATE TABLE paid (id BIGINT) WITH (
              'connector' = 'kafka',
              'topic' = 'paid',
              'sink.delivery-guarantee' = 'exactly-once',
              'sink.transactional-id-prefix' = 'paid'
            );
            """,
            5,
            path="flink/paid.sql",
        ),
        silent(
            """
            CREATE TABLE paid (id BIGINT) WITH (
              'connector' = 'kafka',
              'topic' = 'paid',
              'sink.delivery-guarantee' = 'exactly-once',
              'sink.transactional-id-prefix' = 'paid'
            );
            """,
            path="flink/paid.sql",
        ),
    ),
)
def exactly_once_sink_of_at_least_once_job(script: FlinkScript) -> Iterator[Found]:
    """An exactly-once sink stands in a job that repeats records.

    ## Why it matters
    The sink commits at checkpoints what it was given; with `AT_LEAST_ONCE` checkpoints the operators before it
    are given some records twice after a failure, and the sink commits both.

    ## Instead
    `SET 'execution.checkpointing.mode' = 'EXACTLY_ONCE'`, the default.

    ## When it stays silent
    With the default mode, and for other guarantees of the sink.

    ## Fix
    None: which of the two is meant, the file does not tell.
    """
    mode = script.settings.get("execution.checkpointing.mode", "").upper().replace("-", "_")
    for table in script.tables:
        if mode == "AT_LEAST_ONCE" and table.option("sink.delivery-guarantee") == "exactly-once":
            yield Found(
                f"`{table.name}` promises exactly-once, but checkpoints of the job are at-least-once: records "
                "that it is "
                "given twice are written twice.",
                table.line_of("sink.delivery-guarantee"),
                table.name,
            )

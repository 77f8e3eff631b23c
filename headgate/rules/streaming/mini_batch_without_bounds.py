"""Mini-batches are switched on without their bounds."""

from __future__ import annotations

from collections.abc import Iterator

from headgate.facts.streams.settings import FlinkSettings
from headgate.finding import Level, Proof
from headgate.rules.registry import Found, fires, rule, silent


@rule(
    level=Level.WARNING,
    proof=Proof.DERIVED,
    examples=(
        fires(
            """
            SET 'table.exec.mini-batch.enabled' = 'true';
            CREATE TABLE orders (id BIGINT) WITH ('connector' = 'print');
            """,
            1,
            path="flink/orders.sql",
        ),
        silent(
            """
            SET 'table.exec.mini-batch.enabled' = 'true';
            SET 'table.exec.mini-batch.allow-latency' = '5 s';
            SET 'table.exec.mini-batch.size' = '5000';
            CREATE TABLE orders (id BIGINT) WITH ('connector' = 'print');
            """,
            path="flink/orders.sql",
        ),
    ),
)
def mini_batch_without_bounds(settings: FlinkSettings) -> Iterator[Found]:
    """Mini-batches are switched on without their bounds.

    ## Why it matters
    `table.exec.mini-batch.enabled` takes effect only with `allow-latency` and `size`, whose defaults are 0 and
    -1: Flink refuses the query.

    ## Instead
    `'table.exec.mini-batch.allow-latency' = '5 s'` and `'table.exec.mini-batch.size' = '5000'`.

    ## When it stays silent
    Where both are set, and where mini-batches are off.

    ## Fix
    None: how late a result may be, the file does not tell.
    """
    base = "table.exec.mini-batch"
    if settings.get(f"{base}.enabled") != "true":
        return
    missing = [key for key in ("allow-latency", "size") if not settings.states(f"{base}.{key}")]
    if missing:
        yield Found(
            f"Mini-batches are on, but {' and '.join(f'`{base}.{key}`' for key in missing)} are at defaults that Flink "
            "refuses.",
            settings.line(f"{base}.enabled"),
            f"{base}.enabled",
        )

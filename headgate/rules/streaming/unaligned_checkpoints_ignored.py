"""Unaligned checkpoints are asked for and ignored."""

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
            jobmanager.rpc.address: jobmanager
            execution.checkpointing.mode: AT_LEAST_ONCE
            execution.checkpointing.unaligned: true
            """,
            3,
            path="conf/flink-conf.yaml",
        ),
        silent(
            """
            jobmanager.rpc.address: jobmanager
            execution.checkpointing.unaligned: true
            """,
            path="conf/flink-conf.yaml",
        ),
    ),
)
def unaligned_checkpoints_ignored(settings: FlinkSettings) -> Iterator[Found]:
    """Unaligned checkpoints are asked for and ignored.

    ## Why it matters
    Unaligned checkpoints exist for exactly-once alone. With `AT_LEAST_ONCE` Flink switches them off with a line
    in its log: under back pressure checkpoints go on timing out.

    ## Instead
    `execution.checkpointing.mode: EXACTLY_ONCE`, or no unaligned checkpoints.

    ## When it stays silent
    With the default mode, which is exactly-once.

    ## Fix
    None: what is wanted, the file does not tell.
    """
    mode = settings.get("execution.checkpointing.mode").upper().replace("-", "_")
    keys = ("execution.checkpointing.unaligned", "execution.checkpointing.unaligned.enabled")
    if settings.get(*keys) == "true" and mode == "AT_LEAST_ONCE":
        yield Found(
            "Unaligned checkpoints are on, but the mode is at-least-once, in which Flink ignores them.",
            settings.line(*keys),
            keys[0],
        )

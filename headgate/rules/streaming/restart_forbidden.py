"""A job that keeps checkpoints is never restarted."""

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
            execution.checkpointing.interval: 60s
            restart-strategy: none
            """,
            3,
            path="conf/flink-conf.yaml",
        ),
        silent(
            """
            jobmanager.rpc.address: jobmanager
            execution.checkpointing.interval: 60s
            restart-strategy: fixed-delay
            """,
            path="conf/flink-conf.yaml",
        ),
    ),
)
def restart_forbidden(settings: FlinkSettings) -> Iterator[Found]:
    """A job that keeps checkpoints is never restarted.

    ## Why it matters
    Checkpoints are there to go on after a failure. With `restart-strategy` of `none` nothing goes on: the first
    lost connection ends the job, and somebody has to start it by hand.

    ## Instead
    `exponential-delay`, which is the default with checkpoints since Flink 1.20, or `fixed-delay` with bounded
    attempts.

    ## When it stays silent
    Without checkpoints, and where no strategy is set.

    ## Fix
    None: what is wanted, the file does not tell.
    """
    strategy = settings.get("restart-strategy.type", "restart-strategy")
    interval = settings.get("execution.checkpointing.interval")
    if strategy.lower() in ("none", "off", "disable") and interval and interval != "0":
        yield Found(
            f"Checkpoints are taken every {interval}, but `restart-strategy` is {strategy}: the first failure "
            "ends the job.",
            settings.line("restart-strategy.type", "restart-strategy"),
            "restart-strategy",
        )

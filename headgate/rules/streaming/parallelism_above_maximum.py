"""The parallelism is above the maximum that the same settings allow."""

from __future__ import annotations

from collections.abc import Iterator

from headgate.facts.streams.settings import FlinkSettings
from headgate.finding import Level, Proof
from headgate.rules.registry import Found, fires, rule, silent


@rule(
    level=Level.ERROR,
    proof=Proof.DERIVED,
    examples=(
        fires(
            """
            jobmanager.rpc.address: jobmanager
            parallelism.default: 64
            pipeline.max-parallelism: 32
            """,
            2,
            path="conf/flink-conf.yaml",
        ),
        silent(
            """
            jobmanager.rpc.address: jobmanager
            parallelism.default: 16
            pipeline.max-parallelism: 128
            """,
            path="conf/flink-conf.yaml",
        ),
    ),
)
def parallelism_above_maximum(settings: FlinkSettings) -> Iterator[Found]:
    """The parallelism is above the maximum that the same settings allow.

    ## Why it matters
    State is cut into `pipeline.max-parallelism` key groups once and for all, and no more tasks than groups can
    share it: Flink refuses the job.

    ## Instead
    A maximum well above what the job will ever need; it cannot be raised later without losing the state.

    ## When it stays silent
    Where one of the two is not set.

    ## Fix
    None: what is wanted, the file does not tell.
    """
    most = settings.number("pipeline.max-parallelism")
    asked = settings.number("parallelism.default")
    if most is not None and asked is not None and 0 < most < asked:
        yield Found(
            f"`parallelism.default` is {asked}, but `pipeline.max-parallelism` lets {most} tasks share the state: "
            "Flink "
            "refuses the job.",
            settings.line("parallelism.default"),
            "parallelism.default",
        )

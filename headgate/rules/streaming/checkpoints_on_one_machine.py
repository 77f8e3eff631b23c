"""Checkpoints of a Flink job lie on the disk of one machine."""

from __future__ import annotations

from collections.abc import Iterator

from headgate.facts.streams.settings import FlinkSettings
from headgate.finding import Level, Proof
from headgate.rules.registry import Found, fires, rule, silent


@rule(
    level=Level.NOTE,
    proof=Proof.DERIVED,
    examples=(
        fires(
            """
            jobmanager.rpc.address: jobmanager
            state.checkpoints.dir: file:///tmp/flink/checkpoints
            """,
            2,
            path="conf/flink-conf.yaml",
        ),
        silent(
            """
            jobmanager.rpc.address: jobmanager
            state.checkpoints.dir: s3://lake/checkpoints
            """,
            path="conf/flink-conf.yaml",
        ),
    ),
)
def checkpoints_on_one_machine(settings: FlinkSettings) -> Iterator[Found]:
    """Checkpoints of a Flink job lie on the disk of one machine.

    ## Why it matters
    When that machine is gone, so is the state; and a job that is started again on another one finds nothing
    under `file://`.

    ## Instead
    A store that all machines reach: `s3://`, `gs://`, `hdfs://`.

    ## When it stays silent
    For other stores, and for paths that only a run tells.

    ## Fix
    None: where the state should lie, the file does not tell.
    """
    for key in _FOLDERS:
        value = settings.get(key)
        if value.startswith(("file:", "/")):
            yield Found(
                f"`{key}` is {value[:200]}, on the disk of one machine: without that machine there is nothing to "
                "go on from.",
                settings.line(key),
                key,
            )


_FOLDERS = (
    "execution.checkpointing.dir",
    "state.checkpoints.dir",
    "state.savepoints.dir",
    "high-availability.storagedir",
)

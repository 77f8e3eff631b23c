"""Event logs or checkpoints are kept where they do not last."""

from __future__ import annotations

import re
from collections.abc import Iterator

from headgate.facts.spark.settings.session import SparkSettings
from headgate.finding import Level, Proof
from headgate.rules.registry import Found, fires, rule, silent

_KEPT = ("spark.eventLog.dir", "spark.sql.streaming.checkpointLocation", "spark.checkpoint.dir")


@rule(
    level=Level.NOTE,
    proof=Proof.DERIVED,
    examples=[
        fires(
            """
            spark.eventLog.enabled true
            spark.eventLog.dir     file:///tmp/spark-events
            """,
            2,
            path="conf/spark-defaults.conf",
        ),
        silent(
            """
            spark.eventLog.dir     s3a://logs/spark-events
            spark.local.dir        /tmp/spark
            """,
            path="conf/spark-defaults.conf",
        ),
    ],
)
def logs_on_temporary_disk(settings: SparkSettings) -> Iterator[Found]:
    """Event logs or checkpoints are kept where they do not last.

    ## Why it matters

    `/tmp` of a container or a node goes with it, and other machines do not see it: the history server finds no log
    of the run that failed, and a query that starts again has no checkpoint.

    ## Instead

    A path on shared, lasting storage: HDFS, an object store, a mounted volume.

    ## When it stays silent

    The path is elsewhere, or the master is a local one.

    ## Fix

    None is made by machine: which storage there is is not told.
    """
    if settings.value("spark.master").startswith("local"):
        return
    for one in settings.settings:
        if one.key in _KEPT and re.match(r"(?:file:/*)?/?(?:tmp|var/tmp)/", one.value):
            level = Level.WARNING if "checkpoint" in one.key else None
            told = f"`{one.key}` is {one.value}, which does not outlast the machine."
            yield Found(told, one.line, one.key, level=level)

"""The Spark that runs does not know this setting yet."""

from __future__ import annotations

from collections.abc import Iterator

from headgate.facts.spark.settings import known
from headgate.facts.spark.settings.session import SparkSettings, release
from headgate.finding import Level, Proof
from headgate.rules.registry import Found, repository, rule


@rule(
    level=Level.WARNING,
    proof=Proof.DERIVED,
    examples=[
        repository(
            {
                "requirements.txt": "pyspark==2.4.8\n",
                "conf/spark-defaults.conf": "spark.sql.adaptive.skewJoin.enabled true\nspark.app.name a\n",
            },
            {"conf/spark-defaults.conf": (1,)},
        ),
        repository(
            {
                "requirements.txt": "pyspark==3.5.1\n",
                "conf/spark-defaults.conf": "spark.sql.adaptive.skewJoin.enabled true\n",
            }
        ),
    ],
)
def setting_newer_than_spark(settings: SparkSettings) -> Iterator[Found]:
    """The Spark that runs does not know this setting yet.

    ## Why it matters

    A property that came with a later version is ignored without a word: what it was to switch on stays off.

    ## Instead

    Raise Spark's version, or leave the setting out and note for which version it was meant.

    ## When it stays silent

    The repository does not prove one version: by a pinned package, an image, a release of EMR, Glue or Dataproc, a
    Databricks runtime. Databricks and EMR bring settings back to older versions, so there a difference of one minor
    version is not told.

    ## Fix

    None is made by machine.
    """
    running = settings.spark
    if running is None:
        return
    for one in settings.settings:
        described = known.setting(one.key)
        since = release(described.since) if described else None
        if since is not None and since > (running[0], running[1] + (1 if settings.version else 0)):
            yield Found(
                f"`{one.key}` came with Spark {since[0]}.{since[1]}; Spark {running[0]}.{running[1]} ignores it.",
                one.line,
                one.key,
            )

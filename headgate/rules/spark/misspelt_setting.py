"""A setting has a name that Spark does not know."""

from __future__ import annotations

import re
from collections.abc import Iterator

from headgate.facts.spark.settings import spelling
from headgate.facts.spark.settings.session import SparkSettings
from headgate.finding import Level, Proof
from headgate.rules.registry import Found, fires, rule, silent
from headgate.rules.rewrite import Rewrite


@rule(
    level=Level.WARNING,
    proof=Proof.DERIVED,
    examples=[
        fires(
            """
            spark.executor.memory       4g
            spark.executor.memory.overhead 1g
            spark.dynamicallocation.enabled true
            spark.sql.shuffle.partition 400
            """,
            2,
            3,
            4,
            path="conf/spark-defaults.conf",
        ),
        fires(
            """
            spark.executor.memory.overhead 1g
            spark.dynamicallocation.enabled true
            """,
            1,
            2,
            path="conf/spark-defaults.conf",
            fixed="""
            spark.executor.memoryOverhead 1g
            spark.dynamicAllocation.enabled true
            """,
        ),
        silent(
            """
            spark.executor.memoryOverhead 1g
            spark.databricks.delta.preview.enabled true
            spark.hadoop.fs.s3a.connection.maximun 200
            spark.ourshop.batch.size 20
            spark.kubernetes.driver.annotation.team data
            """,
            path="conf/spark-defaults.conf",
        ),
    ],
)
def misspelt_setting(settings: SparkSettings) -> Iterator[Found]:
    """A setting has a name that Spark does not know.

    ## Why it matters

    Spark takes every property that begins with `spark.` and says nothing of those that it does not know: the job
    runs with the default, and whoever reads the file believes otherwise.

    ## Instead

    The name as Spark spells it; names are case-sensitive.

    ## When it stays silent

    The name is one of Spark's, of a version since 3.5, or a retired one; or nothing that Spark knows is near to it:
    it is then taken for a property of the application or of a library. Names below the namespaces of libraries and
    below `spark.hadoop`, `spark.executorEnv` and their like are free.

    ## Fix

    Spark's name in its place where only dots and capitals differ. Otherwise the nearest name is given, and whether it
    is the one that was meant is the author's to say.
    """
    for one in settings.settings:
        meant = spelling.meant(one.key)
        if meant:
            message = f"Spark knows no `{one.key}` and ignores it; `{meant}` is what comes nearest."
            yield Found(message, one.line, one.key, rewrite=_rewrite(one.key, meant))


def _rewrite(written: str, meant: str) -> Rewrite | None:
    if _letters(written) != _letters(meant):
        return None
    return Rewrite(f"Write {meant}", re.compile(rf"(?<![\w.]){re.escape(written)}(?![\w.])"), meant)


def _letters(key: str) -> str:
    return key.replace(".", "").lower()

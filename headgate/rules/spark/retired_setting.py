"""A setting is no longer what Spark follows."""

from __future__ import annotations

import re
from collections.abc import Iterator

from headgate.facts.spark.model import SparkSetting
from headgate.facts.spark.settings import known
from headgate.facts.spark.settings.session import SparkSettings, release
from headgate.finding import Level, Proof
from headgate.rules.registry import Found, fires, repository, rule, silent
from headgate.rules.rewrite import Rewrite

_OLD = (3, 1)
"""What was removed by then is gone from every Spark that is still in use."""


@rule(
    level=Level.WARNING,
    proof=Proof.DERIVED,
    examples=[
        fires(
            """
            spark.blacklist.enabled true
            spark.yarn.executor.memoryOverhead 1024
            """,
            1,
            2,
            path="conf/spark-defaults.conf",
        ),
        fires(
            "spark.blacklist.enabled true\n",
            1,
            path="conf/spark-defaults.conf",
            fixed="spark.excludeOnFailure.enabled true\n",
        ),
        silent(
            """
            spark.excludeOnFailure.enabled true
            spark.executor.memoryOverhead 1g
            """,
            path="conf/spark-defaults.conf",
        ),
        repository(
            {
                "requirements.txt": "pyspark==2.2.1\n",
                "conf/spark-defaults.conf": "spark.yarn.executor.memoryOverhead 1024\n",
            }
        ),
    ],
)
def retired_setting(settings: SparkSettings) -> Iterator[Found]:
    """A setting is no longer what Spark follows.

    ## Why it matters

    A setting that was removed is ignored, or refused when the session starts. One that was renamed is still taken
    for the new one, until it is not: of the two, set in different places, only one holds.

    ## Instead

    The name that replaced it.

    ## When it stays silent

    The repository pins a Spark that is older than the retirement, or the setting is one of a library. A renamed
    setting that is still followed is a note.

    ## Fix

    The new name in its place where the value is a plain true or false: other values may have other units there.
    """
    for one in settings.settings:
        gone = known.retired(one.key)
        since = release(gone.since) if gone else None
        running = settings.spark
        if gone is None or since is None or (running is not None and running < since):
            continue
        instead = f"; use `{gone.instead[0]}`" if gone.instead else ""
        what = f"is ignored since Spark {gone.since}" if gone.removed else f"is an old name since Spark {gone.since}"
        proven = gone.removed and (running is not None or since <= _OLD)
        level = None if proven else Level.NOTE
        rewrite = _rewrite(one, gone.instead) if len(gone.instead) == 1 else None
        yield Found(f"`{one.key}` {what}{instead}.", one.line, one.key, level=level, rewrite=rewrite)


def _rewrite(one: SparkSetting, instead: tuple[str, ...]) -> Rewrite | None:
    if one.value.lower() not in ("true", "false") or not instead[0].startswith("spark."):
        return None
    return Rewrite(f"Use {instead[0]}", re.compile(rf"(?<![\w.]){re.escape(one.key)}(?![\w.])"), instead[0])

"""A setting is given two different values in one place."""

from __future__ import annotations

from collections.abc import Iterator

from headgate.facts.spark.model import SparkSetting
from headgate.facts.spark.settings.session import SparkSettings, fixed
from headgate.finding import Level, Proof
from headgate.rules.registry import Found, fires, rule, silent

_PLACES = ("conf-file", "submit", "manifest")
_ADDED = ("spark.jars", "spark.files", "spark.jars.packages", "spark.submit.pyFiles", "spark.app.name")
"""Given several times by habit, each for a part of a list."""


@rule(
    level=Level.WARNING,
    proof=Proof.DERIVED,
    examples=[
        fires(
            """
            spark.executor.memory 4g
            spark.executor.cores  4
            spark.executor.memory 8g
            """,
            3,
            path="conf/spark-defaults.conf",
        ),
        fires(
            """
            spark-submit --executor-memory 4g \\
              --conf spark.executor.memory=8g jobs/a.py
            """,
            2,
            path="run.sh",
        ),
        silent(
            """
            spark-submit --executor-memory 4g jobs/a.py
            spark-submit --executor-memory 8g jobs/b.py
            """,
            path="run.sh",
        ),
    ],
)
def setting_written_twice(settings: SparkSettings) -> Iterator[Found]:
    """A setting is given two different values in one place.

    ## Why it matters

    Only one of them holds: the last line of a properties file, and of a submission the option before `--conf`. Who
    reads the other one is misled, and an edit of it changes nothing.

    ## Instead

    Keep the one that is meant.

    ## When it stays silent

    Both values are the same, or one is filled in later; or the setting is made by a program, which may change its
    session as it goes.

    ## Fix

    None is made by machine: which one is meant is not told.
    """
    first: dict[str, SparkSetting] = {}
    for one in settings.settings:
        if one.origin not in _PLACES:
            continue
        older = first.setdefault(one.key, one)
        if older.value != one.value and fixed(older) and fixed(one) and one.key not in _ADDED:
            yield Found(
                f"`{one.key}` is {one.value} here and {older.value} at line {older.line}; only one of them holds.",
                one.line,
                one.key,
            )

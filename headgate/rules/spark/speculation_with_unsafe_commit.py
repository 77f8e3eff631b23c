"""Speculative tasks write through a committer that two attempts of a task break."""

from __future__ import annotations

from collections.abc import Iterator

from headgate.facts.spark.settings.session import SparkSettings
from headgate.finding import Level, Proof
from headgate.rules.registry import Found, fires, rule, silent

_VERSION = "spark.hadoop.mapreduce.fileoutputcommitter.algorithm.version"


@rule(
    level=Level.WARNING,
    proof=Proof.DERIVED,
    examples=[
        fires(
            """
            spark.speculation true
            spark.hadoop.mapreduce.fileoutputcommitter.algorithm.version 2
            """,
            2,
            path="conf/spark-defaults.conf",
        ),
        silent(
            """
            spark.speculation true
            spark.hadoop.mapreduce.fileoutputcommitter.algorithm.version 1
            """,
            path="conf/spark-defaults.conf",
        ),
    ],
)
def speculation_with_unsafe_commit(settings: SparkSettings) -> Iterator[Found]:
    """Speculative tasks write through a committer that two attempts of a task break.

    ## Why it matters

    With algorithm version 2 each task moves its files to the target when it ends, before the job is committed.
    Speculation starts a task twice, and a job that fails half-way leaves files behind: rows are there twice, or of
    a run that never succeeded.

    ## Instead

    Version 1 (Spark's default), a committer for object stores, or a table format with a log of its own. Or no
    speculation.

    ## When it stays silent

    Only one of the two is set in the session. Version 2 alone is a note: a failed job leaves part of its files.

    ## Fix

    None is made by machine: version 1 takes longer on object stores.
    """
    version = settings.last(_VERSION)
    if version is None or version.value != "2":
        return
    if settings.value("spark.speculation") == "true":
        yield Found("Speculation is on, and tasks commit their files before the job does.", version.line, _VERSION)
    else:
        yield Found(
            "Tasks commit their files before the job does: a failed job leaves part of them.",
            version.line,
            _VERSION,
            level=Level.NOTE,
        )

"""Executors have an awkward shape."""

from __future__ import annotations

from collections.abc import Iterator

from headgate.facts.spark.settings.quantities import readable
from headgate.facts.spark.settings.session import SparkSettings
from headgate.finding import Level, Proof
from headgate.rules.registry import Found, fires, rule, silent

_MANY = 8


@rule(
    level=Level.NOTE,
    proof=Proof.DERIVED,
    examples=[
        fires(
            """
            spark.executor.cores  8
            spark.executor.memory 4g
            """,
            1,
            path="conf/spark-defaults.conf",
        ),
        silent(
            """
            spark.executor.cores  4
            spark.executor.memory 16g
            """,
            path="conf/spark-defaults.conf",
        ),
    ],
)
def executor_shape(settings: SparkSettings) -> Iterator[Found]:
    """Executors have an awkward shape.

    ## Why it matters

    All tasks of an executor share its memory: with less than about 1 GiB a core, tasks spill and fail. With more
    than about eight cores, threads wait for each other at the garbage collector and at the file system's client.

    ## Instead

    Four or five cores, and two to eight GiB for each.

    ## When it stays silent

    Memory and cores are not both set in one session; or the memory for each core is at least 1 GiB and there are at
    most eight cores. Local masters have no executors.

    ## Fix

    None is made by machine: the machines' own shape decides.
    """
    memory, given = settings.size("spark.executor.memory"), settings.last("spark.executor.cores")
    if given is None or not given.value.isdecimal() or settings.value("spark.master").startswith("local"):
        return
    cores = int(given.value)
    if memory and cores > 1 and memory / cores < 1 << 30 and memory > 1 << 26:
        yield Found(
            f"{cores} tasks at once share {readable(memory)} of executor memory.", given.line, "spark.executor.memory"
        )
    elif cores > _MANY:
        yield Found(f"{cores} tasks at once run in one executor.", given.line, given.key)

"""Rule: A parameter that is None by default is spread with `*`."""

from __future__ import annotations

from collections.abc import Iterator

from headgate.facts.python.unpacked import unpacked_parameters
from headgate.facts.spark.python import SparkModule
from headgate.finding import Level, Proof
from headgate.rules.registry import Found, fires, rule, silent

_JOB = """
    from pyspark.sql import SparkSession

    def save(path, sort=None):
        spark = SparkSession.builder.getOrCreate()
        {frame}.write.mode("overwrite").parquet(path)
    """


@rule(
    level=Level.WARNING,
    proof=Proof.DERIVED,
    examples=(
        fires(_JOB.format(frame='spark.table("orders").orderBy(*sort)'), 5, path="job.py"),
        silent(_JOB.format(frame='spark.table("orders").orderBy(*(sort or ["id"]))'), path="job.py"),
        silent(_JOB.replace("sort=None", "sort=()").format(frame='spark.table("o").orderBy(*sort)'), path="job.py"),
    ),
)
def check(module: SparkModule) -> Iterator[Found]:
    """A parameter that is None by default is spread with `*`.

    ## Why it matters
    Whoever leaves the argument out gets a TypeError, since None cannot be taken apart; often after hours of work.

    ## Instead
    An empty tuple as the default, or a branch for None.

    ## When it stays silent
    The function assigns the parameter or tests it anywhere.

    ## Fix
    None: whether nothing or something else was meant is not told.
    """
    for one in unpacked_parameters(module.tree) if module.tree is not None else ():
        if one.none_by_default:
            message = (
                f"{one.call}(*{one.name}) runs whatever is given, and {one.name} is None by default: "
                f"a call of {one.function} without it ends in a TypeError."
            )
            yield Found(message, one.line, f"{one.function}.{one.name}")

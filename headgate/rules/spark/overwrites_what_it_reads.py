"""A path or table is overwritten that the same plan reads."""

from __future__ import annotations

from collections.abc import Iterator

from headgate.facts.spark import api
from headgate.facts.spark.program import (
    Call,
    Sort,
    SparkProgram,
    ancestors,
    chain,
    entity,
)
from headgate.finding import Level, Proof
from headgate.location import Location
from headgate.rules.registry import Found, fires, rule, silent

_TARGETS = ("parquet", "csv", "json", "orc", "text", "avro", "save", "saveAsTable", "insertInto")


@rule(
    level=Level.ERROR,
    proof=Proof.DERIVED,
    examples=[
        fires(
            """
            from pyspark.sql import SparkSession, functions as F
            spark = SparkSession.builder.getOrCreate()
            path = "s3://lake/orders"
            orders = spark.read.parquet(path).filter(F.col("id").isNotNull())
            orders.write.mode("overwrite").parquet(path)
            """,
            5,
            path="job.py",
        ),
        silent(
            """
            from pyspark.sql import SparkSession, functions as F
            spark = SparkSession.builder.getOrCreate()
            orders = spark.read.parquet("s3://lake/orders")
            orders.write.mode("overwrite").parquet("s3://lake/clean")
            orders.write.mode("append").parquet("s3://lake/orders")
            """,
            path="job.py",
        ),
    ],
)
def overwrites_what_it_reads(program: SparkProgram) -> Iterator[Found]:
    """A path or table is overwritten that the same plan reads.

    ## Why it matters

    Spark deletes the target before it has read all of it. The job fails with missing files or, worse, leaves the
    target empty; the rows are gone.

    ## Instead

    Write to another place and swap, cut the plan with `checkpoint` before the write, or use a format with snapshots
    such as Delta or Iceberg.

    ## When it stays silent

    The plan is cut by `checkpoint`, the format has snapshots, the two paths differ, or one of them is not known.

    ## Fix

    None is made by machine: a second place has to be chosen.
    """
    for call in program.calls:
        if call.on is not Sort.WRITER or call.method not in _TARGETS or not _overwrites(call):
            continue
        target = _place(call)
        steps = list(ancestors(call.result))
        made = [value.call for value in steps if value.call is not None]
        if not target or any(c.method in ("checkpoint", "localCheckpoint") for c in made) or _snapshots(call):
            continue
        for read in made:
            if read.on in (Sort.READER, Sort.SESSION) and read.method in api.READS and _place(read) == target:
                yield Found(
                    f"`{target}` is overwritten while line {read.line} of the same plan still reads it.",
                    call.line,
                    f"{entity(call)}.{target}",
                    related=(Location(program.path, read.line),),
                )
                break


def _overwrites(call: Call) -> bool:
    modes = [step.arguments[0].text for step in chain(call.result) if step.method == "mode" and step.arguments]
    given = call.keywords.get("mode")
    return "overwrite" in modes or (given is not None and given.text == "overwrite")


def _place(call: Call) -> str:
    """The path or table of a read or write, where it is written in the file."""
    value = call.argument(0, "path") or call.keywords.get("name") or call.keywords.get("tableName")
    return (value.text or "").rstrip("/") if value is not None else ""


def _snapshots(call: Call) -> bool:
    formats = [step.arguments[0].text for step in chain(call.result) if step.method == "format" and step.arguments]
    return call.method == "delta" or any(name in ("delta", "iceberg", "hudi") for name in formats)

"""A DataFrame grows in a loop without a checkpoint."""

from __future__ import annotations

from collections.abc import Iterator

from headgate.facts.spark import api
from headgate.facts.spark.plans import (
    carried,
)
from headgate.facts.spark.program import (
    Binding,
    Loop,
    Sort,
    SparkProgram,
    ancestors,
)
from headgate.finding import Level, Proof
from headgate.rules.registry import Found, fires, rule, silent

_MANY_TURNS = 10
_CUTTING = ("checkpoint", "localCheckpoint", "write", "save", "saveAsTable", "insertInto", "unpersist")
ADDING = ("withColumn", "withColumnRenamed")
"""What `spark/with-column-in-loop` speaks of."""


@rule(
    level=Level.NOTE,
    proof=Proof.DERIVED,
    examples=[
        fires(
            """
            from pyspark.sql import SparkSession, functions as F
            spark = SparkSession.builder.getOrCreate()
            df = spark.table("shop.links")
            while True:
                df = df.join(spark.table("shop.steps"), "id")
            """,
            5,
            path="job.py",
        ),
        fires(
            """
            from pyspark.sql import SparkSession, functions as F
            spark = SparkSession.builder.getOrCreate()
            df = spark.table("shop.links")
            for level in range(20):
                df = df.filter(F.col("level") > level)
            """,
            5,
            path="job.py",
        ),
        silent(
            """
            from pyspark.sql import SparkSession, functions as F
            spark = SparkSession.builder.getOrCreate()
            df = spark.table("shop.links")
            for level in range(20):
                df = df.filter(F.col("level") > level)
                df = df.localCheckpoint()
            for name in ("a", "b"):
                df = df.filter(F.col(name).isNotNull())
            """,
            path="job.py",
        ),
    ],
)
def loop_without_checkpoint(program: SparkProgram) -> Iterator[Found]:
    """A DataFrame grows in a loop without a checkpoint.

    ## Why it matters

    Each turn adds to the plan and nothing computes it, so planning slows with every turn and ends in a stack
    overflow; an action in the loop computes all earlier turns again.

    ## Instead

    Collect the parts in a list and combine them once; or cut the plan with `checkpoint` or `localCheckpoint` every
    few turns.

    ## When it stays silent

    The loop runs at most nine times or over a list whose length is written, it writes or checkpoints what it made,
    or it starts from the same DataFrame in each turn.

    ## Fix

    None is made by machine: where to cut depends on the cluster.
    """
    reported: set[Loop] = set()
    for binding in program.bindings:
        if not binding.loops or binding.value.sort is not Sort.FRAME or binding.previous is None:
            continue
        loop = binding.loops[-1]
        if (
            loop in reported
            or loop.form == "comprehension"
            or loop.leaves
            or _short(loop)
            or not _grows(program, binding, loop)
        ):
            continue
        if any(call.method in _CUTTING and loop in call.loops for call in program.calls):
            continue
        reported.add(loop)
        step = binding.value.call.method if binding.value.call else "another step"
        yield Found(
            f"Each turn of the loop at line {loop.line} puts `{step}` on what the turn before made of "
            f"`{binding.name}`; nothing cuts the growing plan.",
            binding.line,
            f"{binding.function.name if binding.function else 'module'}.{binding.name}.{step}",
        )


def _short(loop: Loop) -> bool:
    return loop.form == "for" and loop.turns is not None and loop.turns < _MANY_TURNS


def _grows(program: SparkProgram, binding: Binding, loop: Loop) -> bool:
    leaving = carried(program, binding.name, loop)
    if leaving is None or leaving is binding.previous:
        return False
    made = [value.call.method for value in ancestors(leaving) if value.call is not None]
    return any(method not in ADDING and method in api.FRAME_TO_FRAME for method in made)

"""A compiled stage is too large for the JVM to compile."""

from __future__ import annotations

from collections.abc import Iterator

from headgate.facts.spark.explain.model import SparkPlan
from headgate.finding import Level, Proof
from headgate.rules.registry import Found, fires, rule, silent
from headgate.rules.spark._plans import PLAN

_HUGE = 8_000
"""HotSpot interprets methods above this many bytes of bytecode for ever (`-XX:-DontCompileHugeMethods`)."""


@rule(
    level=Level.WARNING,
    proof=Proof.DERIVED,
    examples=[
        fires(
            """
            == Physical Plan ==
            *(1) Project [id#1L]
            +- *(1) Range (0, 5, step=1, splits=2)

            Found 1 WholeStageCodegen subtrees.
            == Subtree 1 / 1 (maxMethodCodeSize:9211; maxConstantPoolSize:150(0.23% used); numInnerClasses:0) ==
            *(1) Project [id#1L]
            +- *(1) Range (0, 5, step=1, splits=2)
            """,
            6,
            path=PLAN,
        ),
        silent(
            """
            == Physical Plan ==
            *(1) Project [id#1L]
            +- *(1) Range (0, 5, step=1, splits=2)

            Found 1 WholeStageCodegen subtrees.
            == Subtree 1 / 1 (maxMethodCodeSize:362; maxConstantPoolSize:150(0.23% used); numInnerClasses:0) ==
            *(1) Project [id#1L]
            +- *(1) Range (0, 5, step=1, splits=2)
            """,
            path=PLAN,
        ),
    ],
)
def plan_method_too_large(plan: SparkPlan) -> Iterator[Found]:
    """The Java function of a stage is too large for the JVM to compile.

    ## Why it matters
    HotSpot never compiles a method of more than 8,000 bytes of bytecode: the stage that Spark generated so as to be
    fast is interpreted, row by row, for as long as it runs.

    ## Instead
    Select fewer columns in one step; break a chain of many `withColumn` or a huge CASE up with a cache or a join with
    a table; or set `spark.sql.codegen.hugeMethodLimit=8000`, so that Spark does not generate what is never compiled.

    ## When it stays silent
    Below the limit, and where the plan tells no sizes (EXPLAIN CODEGEN does, since Spark 3).

    ## Fix
    None is made by machine.
    """
    for stage in plan.stages:
        if stage.method_bytes is not None and stage.method_bytes > _HUGE:
            yield Found(
                f"The largest method of stage {stage.number} has {stage.method_bytes:,} bytes; the JVM compiles none "
                f"above {_HUGE:,}.",
                stage.line,
                f"stage {stage.number}",
            )

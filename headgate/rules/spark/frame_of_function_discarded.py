"""The DataFrame that a function of the same file makes is thrown away."""

from __future__ import annotations

from collections.abc import Iterator

from headgate.facts.python.calls import local_calls
from headgate.facts.python.module import PythonModule
from headgate.facts.spark.plans import tests_only
from headgate.finding import Level, Proof
from headgate.location import Location
from headgate.rules.registry import Found, fires, rule, silent

_JOB = """
    from pyspark.sql import DataFrame, functions as F

    def centroid(frame: DataFrame) -> DataFrame:
        return frame.withColumn("centre", F.lit(1))

    def save(frame: DataFrame) -> None:
        STATEMENT
        frame.write.parquet("s3://shop/places")
"""


@rule(
    level=Level.WARNING,
    proof=Proof.DERIVED,
    examples=(
        fires(_JOB.replace("STATEMENT", "centroid(frame)"), 7, path="jobs/save.py"),
        silent(_JOB.replace("STATEMENT", "frame = centroid(frame)"), path="jobs/save.py"),
        silent(_JOB.replace("STATEMENT", "centroid(frame)").replace("-> DataFrame", "-> None"), path="jobs/save.py"),
    ),
)
def frame_of_function_discarded(module: PythonModule) -> Iterator[Found]:
    """The DataFrame that a function of the same file makes is thrown away.

    ## Why it matters
    DataFrames never change. A function that adds a column returns another frame; called as a statement it does
    nothing, and the frame at hand is written without the column.

    ## Instead
    `frame = centroid(frame)`.

    ## When it stays silent
    Where the function is not annotated to return a DataFrame, and where it stores, caches, sends or registers
    anything. In tests and notebooks.

    ## Fix
    None: the frame may be needed as it was.
    """
    if tests_only(module.path) or module.cells:
        return
    for call in local_calls(module):
        if call.given.discarded and call.signature.only_makes_frame:
            yield Found(
                f"The result of `{call.name}` is discarded: it returns another DataFrame (line {call.signature.line}) "
                "and changes nothing else, so that this statement has no effect.",
                call.given.line,
                call.name,
                related=(Location(module.path, call.signature.line),),
            )

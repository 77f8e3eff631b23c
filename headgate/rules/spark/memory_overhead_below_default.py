"""Memory beside the heap is set under what Spark would take by itself."""

from __future__ import annotations

from collections.abc import Iterator

from headgate.facts.spark.settings.quantities import readable
from headgate.facts.spark.settings.session import SparkSettings
from headgate.finding import Level, Proof
from headgate.rules.registry import Found, fires, rule, silent

_LEAST = 384 << 20


@rule(
    level=Level.NOTE,
    proof=Proof.DERIVED,
    examples=[
        fires(
            """
            spark.executor.memory         16g
            spark.executor.memoryOverhead 512m
            """,
            2,
            path="conf/spark-defaults.conf",
        ),
        silent(
            """
            spark.executor.memory         16g
            spark.executor.memoryOverhead 2g
            """,
            path="conf/spark-defaults.conf",
        ),
    ],
)
def memory_overhead_below_default(settings: SparkSettings) -> Iterator[Found]:
    """Memory beside the heap is set under what Spark would take by itself.

    ## Why it matters

    Containers are killed that use more than heap and overhead together. Python workers, network buffers and native
    libraries all live in the overhead; by default it is a tenth of the heap, 384 MiB at least.

    ## Instead

    Leave it to `spark.executor.memoryOverheadFactor`, or give more than the default; PySpark with pandas or Arrow
    mostly needs more.

    ## When it stays silent

    Heap and overhead are not both set in one session, or the overhead is at least the default.

    ## Fix

    None is made by machine.
    """
    for role in ("executor", "driver"):
        heap, overhead = f"spark.{role}.memory", f"spark.{role}.memoryOverhead"
        whole, beside, written = settings.size(heap), settings.size(overhead), settings.last(overhead)
        if whole and beside and written and beside < max(0.1 * whole, _LEAST) * 0.99:
            yield Found(
                f"`{overhead}` is {readable(beside)}; Spark's default beside {readable(whole)} of heap is "
                f"{readable(max(0.1 * whole, _LEAST))}.",
                written.line,
                overhead,
            )

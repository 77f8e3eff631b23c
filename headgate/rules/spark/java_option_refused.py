"""The JVM, or Spark, refuses an option of the Java command line."""

from __future__ import annotations

import re
from collections.abc import Iterator

from headgate.facts.spark.settings.session import SparkSettings
from headgate.finding import Level, Proof
from headgate.rules.registry import Found, fires, rule, silent

_GONE = re.compile(
    r"-XX:[+-]?(?:CMS\w+|UseCMS\w+|UseConcMarkSweepGC|UseParNewGC|UseParallelOldGC|(?:Max)?PermSize|AggressiveOpts"
    r"|PrintGC(?:DateStamps|TimeStamps|Cause|ApplicationStoppedTime)|PrintTenuringDistribution|PrintHeapAtGC"
    r"|PrintAdaptiveSizePolicy|PrintReferenceGC|PrintPromotionFailure|PrintFLSStatistics|UseGCLogFileRotation"
    r"|NumberOfGCLogFiles|GCLogFileSize|G1SummarizeRSetStats|UnlockCommercialFeatures)\b"
)
"""Options with which Java 17 does not start."""


@rule(
    level=Level.WARNING,
    proof=Proof.DERIVED,
    examples=[
        fires(
            """
            spark.executor.extraJavaOptions -XX:+UseConcMarkSweepGC -XX:+PrintGCDateStamps
            spark.driver.extraJavaOptions   -Xmx8g
            """,
            1,
            2,
            path="conf/spark-defaults.conf",
        ),
        silent(
            """
            spark.executor.extraJavaOptions -XX:+UseG1GC -Xlog:gc*
            """,
            path="conf/spark-defaults.conf",
        ),
    ],
)
def java_option_refused(settings: SparkSettings) -> Iterator[Found]:
    """The JVM, or Spark, refuses an option of the Java command line.

    ## Why it matters

    An option that the JVM does not know keeps it from starting: no executor ever registers, and the job waits. The
    collector of Java 8's days (`UseConcMarkSweepGC`) and the options of its logs (`PrintGCDateStamps`) are gone.
    Spark itself refuses `-Xmx`: the heap has a setting of its own.

    ## Instead

    `-XX:+UseG1GC` or nothing; `-Xlog:gc*` for logs; `spark.executor.memory` for the heap.

    ## When it stays silent

    The options are ones that Java 17 takes. Where the repository does not prove Spark 4, which needs Java 17, an
    option that Java 8 still took is a note.

    ## Fix

    None is made by machine.
    """
    for one in settings.settings:
        if not one.key.endswith(("extraJavaOptions", "defaultJavaOptions")):
            continue
        gone = [word for word in one.value.split() if _GONE.match(word)]
        if re.search(r"(?:^|\s)-Xmx", one.value):
            yield Found(f"Spark refuses `-Xmx` in `{one.key}`.", one.line, one.key, level=Level.ERROR)
        elif gone:
            new = settings.spark is not None and settings.spark >= (4, 0)
            told = ", ".join(f"`{word}`" for word in gone[:3])
            yield Found(f"Java 17 does not start with {told}.", one.line, one.key, level=None if new else Level.NOTE)

"""The driver's JVM is set up after it runs."""

from __future__ import annotations

from collections.abc import Iterator

from headgate.facts.spark.settings.session import SparkSettings
from headgate.finding import Level, Proof
from headgate.rules.registry import Found, fires, rule, silent

_AT_START = (
    "spark.driver.memory",
    "spark.driver.extraJavaOptions",
    "spark.driver.extraClassPath",
    "spark.driver.extraLibraryPath",
    "spark.driver.defaultJavaOptions",
)


@rule(
    level=Level.WARNING,
    proof=Proof.DERIVED,
    examples=[
        fires(
            """
            import org.apache.spark.sql.SparkSession
            object Job {
              def main(args: Array[String]): Unit = {
                val spark = SparkSession.builder().config("spark.driver.memory", "8g").getOrCreate()
              }
            }
            """,
            4,
            path="Job.scala",
        ),
        silent(
            """
            import org.apache.spark.sql.SparkSession
            object Job {
              def main(args: Array[String]): Unit = {
                val spark = SparkSession.builder().config("spark.executor.memory", "8g").getOrCreate()
              }
            }
            """,
            path="Job.scala",
        ),
    ],
)
def driver_setting_after_start(settings: SparkSettings) -> Iterator[Found]:
    """The driver's JVM is set up after it runs.

    ## Why it matters

    Memory, options and class path of the driver are given to its JVM when it is started. A Scala program that sets
    them on its own builder runs in that JVM already: they have no effect, and the web page of the application shows
    them all the same.

    ## Instead

    `--driver-memory` and `--driver-java-options` on submission, or `spark-defaults.conf`.

    ## When it stays silent

    The setting is made outside the program, or the program is Python's, whose own process may start the JVM.

    ## Fix

    None is made by machine: where the job is submitted is not in this file.
    """
    for one in settings.settings:
        if settings.language == "scala" and one.origin == "builder" and one.key in _AT_START:
            yield Found(f"`{one.key}` has no effect here: the driver's JVM runs already.", one.line, one.key)

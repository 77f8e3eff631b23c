"""A package is built for another Spark or another Scala."""

from __future__ import annotations

from collections.abc import Iterator

from headgate.facts.spark.settings import packages
from headgate.facts.spark.settings.session import SparkSettings
from headgate.finding import Level, Proof
from headgate.rules.registry import Found, fires, repository, rule


@rule(
    level=Level.WARNING,
    proof=Proof.DERIVED,
    examples=[
        fires(
            """
            spark-submit --packages io.delta:delta-spark_2.12:3.1.0,org.apache.spark:spark-avro_2.13:3.5.0 jobs/a.py
            """,
            1,
            path="run.sh",
        ),
        repository(
            {
                "requirements.txt": "pyspark==3.5.1\n",
                "run.sh": "spark-submit --packages org.apache.spark:spark-sql-kafka-0-10_2.12:3.1.2 jobs/a.py\n",
            },
            {"run.sh": (1,)},
        ),
        repository(
            {
                "requirements.txt": "pyspark==3.5.1\n",
                "run.sh": "spark-submit --packages org.apache.spark:spark-avro_2.12:3.5.0,org.x:y_2.12:1.0 jobs/a.py\n",
            }
        ),
    ],
)
def packages_for_another_spark(settings: SparkSettings) -> Iterator[Found]:
    """A package is built for another Spark or another Scala.

    ## Why it matters

    Libraries of Spark are compiled for one Scala and one minor version of Spark. The wrong one loads, and fails at
    its first call with `NoSuchMethodError` or `ClassNotFoundException`.

    ## Instead

    The artifact whose suffix is the cluster's Scala (`_2.12` or `_2.13`; Spark 4 has only 2.13) and whose version
    is the cluster's Spark.

    ## When it stays silent

    All packages are of one Scala, and the repository does not prove another version of Spark than theirs.

    ## Fix

    None is made by machine: the version that is meant has to be there in the repository of packages.
    """
    for one in settings.settings:
        if one.key in ("spark.jars.packages", "spark.jars") and one.value:
            for fault in packages.faults(one.value, settings.spark):
                yield Found(fault, one.line, one.key)

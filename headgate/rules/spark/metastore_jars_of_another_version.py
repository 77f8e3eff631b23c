"""The Hive metastore's version and its jars do not fit."""

from __future__ import annotations

from collections.abc import Iterator

from headgate.facts.spark.settings.session import SparkSettings, fixed
from headgate.finding import Level, Proof
from headgate.rules.registry import Found, fires, rule, silent


@rule(
    level=Level.ERROR,
    proof=Proof.DERIVED,
    examples=[
        fires(
            """
            spark.sql.hive.metastore.version 3.1.2
            spark.sql.hive.metastore.jars    builtin
            """,
            1,
            path="conf/spark-defaults.conf",
        ),
        silent(
            """
            spark.sql.hive.metastore.version 3.1.2
            spark.sql.hive.metastore.jars    maven
            """,
            path="conf/spark-defaults.conf",
        ),
    ],
)
def metastore_jars_of_another_version(settings: SparkSettings) -> Iterator[Found]:
    """The Hive metastore's version and its jars do not fit.

    ## Why it matters

    Spark brings the client of one version of Hive, 2.3. With another `spark.sql.hive.metastore.version` and
    `builtin` jars it raises an exception at the first access to a table.

    ## Instead

    `spark.sql.hive.metastore.jars` with `maven` or a `path` to jars of that version.

    ## When it stays silent

    The version is 2.3, or jars are named.

    ## Fix

    None is made by machine: where the jars are is not told.
    """
    version = settings.last("spark.sql.hive.metastore.version")
    if version is None or not fixed(version) or version.value.startswith("2.3"):
        return
    jars = settings.last("spark.sql.hive.metastore.jars")
    if jars is None or jars.value == "builtin":
        yield Found(
            f"The metastore's version is {version.value}, and its client that of Hive 2.3 which Spark brings.",
            version.line,
            version.key,
            level=Level.WARNING if jars is None else None,
        )

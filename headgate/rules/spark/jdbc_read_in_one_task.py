"""A table of a database is read by one task."""

from __future__ import annotations

from collections.abc import Iterator

from headgate.facts.spark.program import Call, Sort, SparkProgram, chain, entity
from headgate.finding import Level, Proof
from headgate.rules.registry import Found, fires, rule, silent


@rule(
    level=Level.NOTE,
    proof=Proof.DERIVED,
    examples=[
        fires(
            """
            from pyspark.sql import SparkSession, functions as F
            spark = SparkSession.builder.getOrCreate()
            orders = (
                spark.read.format("jdbc")
                .option("url", "jdbc:postgresql://shop")
                .option("dbtable", "orders")
                .load()
            )
            users = spark.read.jdbc("jdbc:postgresql://shop", "users")
            """,
            7,
            9,
            path="job.py",
        ),
        silent(
            """
            from pyspark.sql import SparkSession, functions as F
            spark = SparkSession.builder.getOrCreate()
            orders = (
                spark.read.format("jdbc").option("url", "jdbc:postgresql://shop").option("dbtable", "orders")
                .option("partitionColumn", "id").option("lowerBound", 1).option("upperBound", 9)
                .option("numPartitions", 8).load()
            )
            users = spark.read.jdbc("jdbc:postgresql://shop", "users", predicates=["id < 5", "id >= 5"])
            """,
            path="job.py",
        ),
    ],
)
def jdbc_read_in_one_task(program: SparkProgram) -> Iterator[Found]:
    """A table of a database is read by one task.

    ## Why it matters

    Without a partition column Spark sends one query and reads its rows through one connection, into one partition:
    however many executors there are, one works, and it must hold what it reads.

    ## Instead

    `partitionColumn`, `lowerBound`, `upperBound` and `numPartitions`, or `predicates`; and a `fetchsize` of some
    thousands.

    ## When it stays silent

    It is partitioned, options come from a variable, or the query has a limit.

    ## Fix

    None is made by machine: which column divides the rows evenly is not told.
    """
    for call in program.calls:
        if call.on is not Sort.READER or call.method not in ("jdbc", "load"):
            continue
        told = _options(call)
        if told is not None and _whole(call, told):
            yield Found("One task reads the whole table through one connection.", call.line, f"{entity(call)}.jdbc")


def _options(call: Call) -> dict[str, str] | None:
    """Options of a JDBC read by lower-case name; None where it is none, or where not all are told."""
    found = {"format": "jdbc"} if call.method == "jdbc" else {}
    for step in (call, *chain(call.receiver)):
        if step.method == "format" and step.arguments:
            found["format"] = step.arguments[0].text or ""
        elif step.method == "option" and step.arguments:
            if step.arguments[0].text is None:
                return None
            found[step.arguments[0].text.lower()] = (step.arguments[1].text or "?") if len(step.arguments) > 1 else "?"
        elif step.method == "options" and (step.arguments or "**" in step.keywords):
            return None
        found |= {name.lower(): value.text or "?" for name, value in step.keywords.items()}
    return found if found.get("format") == "jdbc" else None


def _whole(call: Call, told: dict[str, str]) -> bool:
    if "**" in told or {"partitioncolumn", "numpartitions", "predicates", "column"} & told.keys():
        return False
    query = told.get("query") or told.get("dbtable") or next((a.text for a in call.arguments[1:2] if a.text), "")
    return " limit " not in f" {query} ".lower() and (call.method == "load" or len(call.arguments) < 3)

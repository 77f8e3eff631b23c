"""A program reads a column that the change removes."""

from __future__ import annotations

from collections.abc import Iterator

from headgate.dataset import DatasetId
from headgate.evidence import Evidence, EvidenceKind
from headgate.finding import Level, Proof
from headgate.impact.comparison import Comparison
from headgate.impact.lost import lost_columns, still_named
from headgate.rules.registry import Found, repository, rule

WRITER = """\
from pyspark.sql import SparkSession, functions as F

spark = SparkSession.builder.getOrCreate()
raw = spark.read.parquet("s3://lake/raw/orders")
orders = raw.select(F.col("id").alias("order_id"), F.col("t").alias("total"))
orders.write.mode("overwrite").saveAsTable("lake.orders")
"""
READER = """\
from pyspark.sql import SparkSession, functions as F

spark = SparkSession.builder.getOrCreate()
orders = spark.table("lake.orders")
orders.groupBy("order_id").agg(F.sum("total").alias("spent")).write.saveAsTable("lake.spent")
"""


@rule(
    level=Level.ERROR,
    proof=Proof.DERIVED,
    examples=(
        repository(
            {"write.py": WRITER.replace('alias("total")', 'alias("amount")'), "read.py": READER},
            {"read.py": (5,)},
            base={"write.py": WRITER, "read.py": READER},
        ),
        repository(
            {"write.py": WRITER.replace('F.col("t")', 'F.col("tt")'), "read.py": READER},
            base={"write.py": WRITER, "read.py": READER},
        ),
    ),
)
def removed_column_still_read(comparison: Comparison) -> Iterator[Found]:
    """A program reads a column of a dataset that the change removes or renames.

    ## Why it matters

    The program compiles, its tests on made-up frames pass, and its next run fails on the missing column, or reads
    NULL where the format allows it.

    ## Instead

    Change the reader with the writer, or write both names until every reader has moved.

    ## When it stays silent

    Where the writer's columns are not all known, and where the reader does not name its columns.

    ## Fix

    None is offered: whether the column was renamed or dropped, only its author knows.
    """
    impact = comparison.impact
    for dataset in impact.routes:
        removed = lost_columns(impact.base, impact.head, dataset)
        if removed:
            yield from _readers(comparison, dataset, removed)


def _readers(comparison: Comparison, dataset: DatasetId, removed: frozenset[str]) -> Iterator[Found]:
    route = comparison.impact.routes[dataset]
    written = {statement.target for facts in comparison.head.files.values() for statement in facts.statements}
    for job in comparison.head.graph.readers.get(dataset, ()):
        if any(use.dataset in written for use in job.writes):
            continue  # a query, whose refusal is told by itself
        lost = still_named(job, dataset, removed)
        if lost:
            names = ", ".join(f"`{name}`" for name in lost)
            yield Found(
                message=f"{job.name} reads {names} of `{dataset}`, which this change takes away: its next run fails.",
                line=min(lost.values()),
                entity=f"{job.name}:{dataset}.{','.join(lost)}",
                path=job.location.path,
                evidence=(Evidence(EvidenceKind.LINEAGE, "\n".join(f"→ {step}" for step in (*route, job.name))),),
            )

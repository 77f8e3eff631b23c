"""Output is partitioned by a column with very many values."""

from __future__ import annotations

import re
from collections.abc import Iterator

from headgate.facts.spark.program import (
    Sort,
    SparkProgram,
    entity,
)
from headgate.finding import Level, Proof
from headgate.rules.registry import Found, fires, rule, silent

_IDENTIFIER = re.compile(r"(?:^|_)(?:id|uuid|guid|email|timestamp|ts|hash|key)$|[a-z](?:Id|Uuid|Timestamp|Hash)$")


@rule(
    level=Level.NOTE,
    proof=Proof.MATCHED,
    examples=[
        fires(
            """
            from pyspark.sql import SparkSession, functions as F
            spark = SparkSession.builder.getOrCreate()
            orders = spark.table("shop.orders")
            orders.write.partitionBy("customer_id", "day").mode("append").parquet("s3://lake/orders")
            """,
            4,
            path="job.py",
        ),
        fires(
            """
            class Step:
                def run(self, path):
                    frame = Source.from_session(self.session.spark.read.csv(path)).df
                    frame.sortWithinPartitions("position").write.partitionBy("studyId", "chromosome").parquet(path)
            """,
            4,
            path="step.py",
        ),
        silent(
            """
            from pyspark.sql import SparkSession, functions as F
            spark = SparkSession.builder.getOrCreate()
            orders = spark.table("shop.orders")
            orders.write.partitionBy("day").mode("append").parquet("s3://lake/orders")
            """,
            path="job.py",
        ),
    ],
)
def partitioned_by_identifier(program: SparkProgram) -> Iterator[Found]:
    """Output is partitioned by a column with very many values.

    ## Why it matters

    Each value becomes a folder and each task writes a file into each folder that it has rows for. An identifier or
    a moment gives as many tiny files as there are things; listing them takes longer than reading them.

    ## Instead

    Partition by a coarse column such as the day; sort or bucket by the identifier within the files.

    ## When it stays silent

    No column of `partitionBy` is named like an identifier or a moment.

    ## Fix

    None is made by machine: who reads the output decides on its layout.
    """
    for call in program.named("partitionBy", on=(Sort.WRITER,)):
        texts = [part.text for value in call.arguments for part in (value, *value.parts) if part.text]
        found = [text for text in texts if _IDENTIFIER.search(text)]
        if found:
            yield Found(
                f"`partitionBy` makes a folder for each value of `{found[0]}`"
                + (f" and each of {len(texts)} columns together" if len(texts) > 1 else "")
                + ": very many small files.",
                call.line,
                f"{entity(call)}.{found[0]}",
                level=Level.WARNING if len(texts) > 1 else None,
            )

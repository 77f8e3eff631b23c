"""Dynamic allocation has nothing that keeps shuffle files."""

from __future__ import annotations

from collections.abc import Iterator

from headgate.facts.spark.settings.session import SparkSettings
from headgate.finding import Level, Proof
from headgate.rules.registry import Found, fires, repository, rule, silent


@rule(
    level=Level.WARNING,
    proof=Proof.DERIVED,
    examples=[
        fires(
            """
            spark.dynamicAllocation.enabled                 true
            spark.dynamicAllocation.shuffleTracking.enabled false
            """,
            1,
            path="conf/spark-defaults.conf",
        ),
        repository(
            {
                "requirements.txt": "pyspark==3.2.1\n",
                "run.sh": "spark-submit --master k8s://k --conf spark.dynamicAllocation.enabled=true a.py\n",
            },
            {"run.sh": (1,)},
        ),
        silent(
            """
            spark.dynamicAllocation.enabled true
            spark.shuffle.service.enabled   true
            """,
            path="conf/spark-defaults.conf",
        ),
        silent(
            """
            spark-submit --master yarn --conf spark.dynamicAllocation.enabled=true jobs/a.py
            """,
            path="run.sh",
        ),
    ],
)
def dynamic_allocation_loses_shuffle_files(settings: SparkSettings) -> Iterator[Found]:
    """Dynamic allocation has nothing that keeps shuffle files.

    ## Why it matters

    An executor that is given back takes its shuffle files with it. So Spark asks for one of three with dynamic
    allocation: the external shuffle service, shuffle tracking, or decommissioning that moves the files. Without any
    it refuses to start (`SparkException`), or, where it does start, computes stages again.

    ## Instead

    `spark.dynamicAllocation.shuffleTracking.enabled true` (the default since Spark 3.4), or
    `spark.shuffle.service.enabled true` where the cluster runs the service.

    ## When it stays silent

    One of the three is on, or it is not told where the job runs: YARN clusters mostly bring the service. It speaks
    where tracking is switched off by hand, and on Kubernetes, which has no external service, before Spark 3.4.

    ## Fix

    None is made by machine.
    """
    dynamic = settings.last("spark.dynamicAllocation.enabled")
    if dynamic is None or dynamic.value.lower() != "true" or settings.value("spark.shuffle.service.enabled") == "true":
        return
    tracking = settings.value("spark.dynamicAllocation.shuffleTracking.enabled")
    if settings.last("spark.dynamicAllocation.shuffleTracking.enabled") is not None and not tracking:
        return
    moved = settings.value("spark.storage.decommission.shuffleBlocks.enabled") == "true"
    kubernetes = settings.value("spark.master").startswith("k8s:") or any(
        one.key.startswith("spark.kubernetes.") for one in settings.settings
    )
    old = kubernetes and settings.spark is not None and settings.spark < (3, 4)
    if not moved and (tracking == "false" or (old and not tracking)):
        told = "Dynamic allocation is on, without shuffle service, shuffle tracking or decommissioning."
        yield Found(told, dynamic.line, dynamic.key)

"""What is cached is read again from its files."""

from __future__ import annotations

from collections.abc import Iterator

from headgate.facts.spark.explain.expressions import name_of
from headgate.facts.spark.explain.model import PlanNode, SparkPlan
from headgate.facts.spark.explain.scans import Scan, scan_of
from headgate.finding import Level, Proof
from headgate.rules.registry import Found, fires, rule, silent
from headgate.rules.spark._plans import PLAN, found_at

_WHOLE = frozenset({"InMemoryRelation", "ColumnarToRow", "Project", "FileScan", "BatchScan", "HiveTableScan"})
"""Operators that leave no row out on the way into a cache."""


@rule(
    level=Level.NOTE,
    proof=Proof.DERIVED,
    examples=[
        fires(
            """
            == Physical Plan ==
            BroadcastHashJoin [id#1L], [id#5L], Inner, BuildRight, false
            :- InMemoryTableScan [id#1L, amount#2]
            :     +- InMemoryRelation [id#1L, amount#2], StorageLevel(disk, memory, deserialized, 1 replicas)
            :           +- *(1) ColumnarToRow
            :              +- FileScan parquet shop.orders[id#1L,amount#2] Batched: true, Format: Parquet
            +- BroadcastExchange HashedRelationBroadcastMode(List(input[0, bigint, false]),false), [plan_id=127]
               +- FileScan parquet shop.orders[id#5L] Batched: true, Format: Parquet
            """,
            8,
            path=PLAN,
        ),
        silent(
            """
            == Physical Plan ==
            BroadcastHashJoin [id#1L], [id#5L], Inner, BuildRight, false
            :- InMemoryTableScan [id#1L, amount#2]
            :     +- InMemoryRelation [id#1L, amount#2], StorageLevel(disk, memory, deserialized, 1 replicas)
            :           +- *(1) Filter (amount#2 > 5)
            :              +- FileScan parquet shop.orders[id#1L,amount#2] Batched: true, Format: Parquet
            +- BroadcastExchange HashedRelationBroadcastMode(List(input[0, bigint, false]),false), [plan_id=127]
               +- FileScan parquet shop.orders[id#5L] Batched: true, Format: Parquet
            """,
            path=PLAN,
        ),
    ],
)
def plan_cache_missed(plan: SparkPlan) -> Iterator[Found]:
    """What is cached is read from its files as well.

    ## Why it matters
    Spark takes a cache only where a part of the query has the very same plan as what was cached. A second
    `spark.read` or another order of steps has another plan, and reads the files again.

    ## Instead
    Go on from the DataFrame that was cached, not from a new reading of the same files.

    ## When it stays silent
    Where the cache holds only some of the rows, or not all of the columns that the scan gives.

    ## Fix
    None here: the code is elsewhere.
    """
    scans = [scan for node in plan.nodes if (scan := scan_of(node)) is not None and scan.relation]
    held = {(scan.relation, scan.format): scan for scan in scans if _fills_cache(scan.node)}
    for scan in scans:
        cached = held.get((scan.relation, scan.format))
        if cached is not None and not _inside_cache(scan.node) and _names(scan) <= _names(cached):
            yield found_at(
                scan.node,
                f"`{scan.relation}` is read from its files, though a cache at line {cached.node.line} holds all of it.",
                scan.relation,
            )


def _inside_cache(node: PlanNode) -> bool:
    return any(one.operator == "InMemoryRelation" for one in node.above())


def _fills_cache(node: PlanNode) -> bool:
    """Whether all rows of a scan go into a cache."""
    for one in node.above():
        if one.operator == "InMemoryRelation":
            return True
        if one.operator not in _WHOLE:
            return False
    return False


def _names(scan: Scan) -> set[str]:
    return {name_of(column) for column in scan.output}

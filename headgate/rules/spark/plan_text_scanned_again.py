"""The same text files or the same remote table are read more than once."""

from __future__ import annotations

from collections.abc import Iterator

from headgate.facts.spark.explain.canonical import canonical
from headgate.facts.spark.explain.model import Adaptive, PlanNode, SparkPlan
from headgate.facts.spark.explain.operators import EXCHANGES
from headgate.facts.spark.explain.scans import Scan, scan_of
from headgate.finding import Level, Proof
from headgate.rules.registry import Found, fires, rule, silent
from headgate.rules.spark._plans import PLAN, found_at

_TEXT = frozenset({"csv", "json", "xml", "text"})


@rule(
    level=Level.WARNING,
    proof=Proof.DERIVED,
    examples=[
        fires(
            """
            == Physical Plan ==
            AdaptiveSparkPlan isFinalPlan=false
            +- BroadcastHashJoin [k#1L], [k#5L], Inner, BuildRight, false
               :- Filter (k#1L > 3)
               :  +- FileScan csv [k#1L,v#2L] Batched: false, Location: InMemoryFileIndex(1 paths)[file:/lake/k]
               +- BroadcastExchange HashedRelationBroadcastMode(List(input[0, bigint, true]),false), [plan_id=841]
                  +- Filter (v#6L < 5)
                     +- FileScan csv [k#5L,v#6L] Batched: false, Location: InMemoryFileIndex(1 paths)[file:/lake/k]
            """,
            8,
            path=PLAN,
        ),
        silent(
            """
            == Physical Plan ==
            AdaptiveSparkPlan isFinalPlan=false
            +- BroadcastHashJoin [k#1L], [k#5L], Inner, BuildRight, false
               :- FileScan parquet [k#1L,v#2L] Batched: true, Location: InMemoryFileIndex(1 paths)[file:/lake/k]
               +- BroadcastExchange HashedRelationBroadcastMode(List(input[0, bigint, true]),false), [plan_id=841]
                  +- Filter (v#6L < 5)
                     +- FileScan parquet [k#5L,v#6L] Batched: true, Location: InMemoryFileIndex(1 paths)[file:/lake/k]
            """,
            path=PLAN,
        ),
    ],
)
def plan_text_scanned_again(plan: SparkPlan) -> Iterator[Found]:
    """The same CSV, JSON or text files, or the same JDBC table, are read more than once.

    ## Why it matters
    Text is read and parsed in full each time, whichever columns are wanted; a database answers the same query twice,
    and may answer with different rows.

    ## Instead
    Write it to Parquet first, or cache it before the branches part.

    ## When it stays silent
    For columnar files; where adaptive execution may still find the two to be one.

    ## Fix
    None here: the code is elsewhere.
    """
    first: dict[tuple[str, str], Scan] = {}
    for node in plan.nodes:
        scan = scan_of(node)
        if scan is None or not scan.relation:
            continue
        remote = scan.relation.startswith("JDBCRelation") or "JDBCRelation(" in node.arguments[:40]
        if scan.format not in _TEXT and not remote:
            continue
        key = (scan.format, _place(scan))
        earlier = first.setdefault(key, scan)
        if earlier is scan:
            continue
        if plan.adaptive is Adaptive.INITIAL and _may_be_one(node, earlier.node):
            continue
        what = "a table of a database" if remote else f"{scan.format.upper()}"
        yield found_at(
            node, f"`{scan.relation}`, {what}, is read again, as at line {earlier.node.line}.", scan.relation
        )


def _may_be_one(node: PlanNode, earlier: PlanNode) -> bool:
    """Whether the nearest exchanges above two scans are equal, so that the second may be found to need no run."""
    moved = [next((one for one in scan.above() if one.operator in EXCHANGES), None) for scan in (node, earlier)]
    forms = [canonical(one) for one in moved if one is not None]
    return len(forms) == 2 and forms[0] == forms[1]


def _place(scan: Scan) -> str:
    return scan.node.details.get("Location") or scan.node.arguments.split("[", 1)[0] or scan.relation

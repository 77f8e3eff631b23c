"""A plan that is kept in the repository got worse."""

from __future__ import annotations

from collections.abc import Iterator

from headgate.facts.spark.explain.said import short
from headgate.finding import Level, Proof
from headgate.impact.plans.changes import PlanChange
from headgate.impact.plans.difference import Difference, Turn
from headgate.location import Location, Side
from headgate.rules.registry import Found, repository, rule
from headgate.rules.spark._plans import PLAN

_HEAVY = frozenset({"join", "shuffle", "python", "window", "engine"})


@rule(
    level=Level.WARNING,
    proof=Proof.DERIVED,
    examples=[
        repository(
            {
                PLAN: """
                == Physical Plan ==
                SortMergeJoin [id#71], [id#75], Inner
                :- Sort [id#71 ASC NULLS FIRST], false, 0
                :  +- Exchange hashpartitioning(id#71, 200), ENSURE_REQUIREMENTS, [plan_id=10]
                :     +- FileScan parquet shop.orders[id#71] Batched: true, Format: Parquet
                +- Sort [id#75 ASC NULLS FIRST], false, 0
                   +- Exchange hashpartitioning(id#75, 200), ENSURE_REQUIREMENTS, [plan_id=20]
                      +- FileScan parquet shop.countries[id#75] Batched: true, Format: Parquet
                """,
            },
            {PLAN: (2, 4, 7)},
            base={
                PLAN: """
                == Physical Plan ==
                BroadcastHashJoin [id#1], [id#5], Inner, BuildRight, false
                :- FileScan parquet shop.orders[id#1] Batched: true, Format: Parquet
                +- BroadcastExchange HashedRelationBroadcastMode(List(input[0, int, false]),false), [plan_id=9]
                   +- FileScan parquet shop.countries[id#5] Batched: true, Format: Parquet
                """,
            },
        ),
        repository(
            {
                PLAN: """
                == Physical Plan ==
                CollectLimit 20
                +- FileScan parquet shop.orders[id#71] Batched: true, Format: Parquet
                """,
            },
            base={
                PLAN: """
                == Physical Plan ==
                CollectLimit 20
                +- FileScan parquet shop.orders[id#1,amount#2] Batched: true, Format: Parquet
                """,
            },
        ),
    ],
)
def plan_got_worse(change: PlanChange) -> Iterator[Found]:
    """A plan that is kept in the repository got worse.

    ## Why it matters
    Plans are committed so that a reviewer sees what a change of a query does to its cost; the difference hides among
    numbers that are new in each print.

    ## Instead
    See what made it so: a lost statistic, a cast that came in, a hint that went; or say in the change why it may cost
    more.

    ## When it stays silent
    For what got better or is merely different, and where only ids of columns changed.

    ## Fix
    None here: the query is elsewhere.
    """
    new = change.comparison.new
    for one in change.comparison.differences:
        if one.turn is Turn.WORSE and new is not None:
            before = (Location(change.old_path, one.old_line, side=Side.BASE),) if one.old_line else ()
            yield Found(
                f"Against the plan before: {one.text}.",
                one.line or new.line,
                short(f"{one.about} {one.text}"),
                path=change.path,
                related=before,
                level=_level(one),
            )


def _level(one: Difference) -> Level | None:
    return None if one.about in _HEAVY else Level.NOTE

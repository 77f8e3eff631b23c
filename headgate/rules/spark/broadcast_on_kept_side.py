"""A broadcast is asked of the side that an outer join keeps."""

from __future__ import annotations

from collections.abc import Iterator

from headgate.facts.spark.program import Call, Sort, SparkProgram, Value, entity
from headgate.finding import Level, Proof
from headgate.rules.registry import Found, fires, rule, silent

_LEFT = frozenset({"left", "leftouter", "left_outer", "leftsemi", "left_semi", "semi", "leftanti", "left_anti", "anti"})
_RIGHT = frozenset({"right", "rightouter", "right_outer"})
_BOTH = frozenset({"outer", "full", "fullouter", "full_outer"})


@rule(
    level=Level.WARNING,
    proof=Proof.DERIVED,
    examples=[
        fires(
            """
            from pyspark.sql import SparkSession, functions as F
            spark = SparkSession.builder.getOrCreate()
            orders = spark.table("orders")
            countries = spark.table("countries")
            all_countries = F.broadcast(countries).join(orders, "country", "left")
            everything = orders.join(F.broadcast(countries), "country", how="full")
            """,
            5,
            6,
            path="job.py",
        ),
        silent(
            """
            from pyspark.sql import SparkSession, functions as F
            spark = SparkSession.builder.getOrCreate()
            orders = spark.table("orders")
            countries = spark.table("countries")
            named = orders.join(F.broadcast(countries), "country", "left")
            same = F.broadcast(countries).join(orders, "country", "right")
            inner = F.broadcast(countries).join(orders, "country")
            """,
            path="job.py",
        ),
    ],
)
def broadcast_on_kept_side(program: SparkProgram) -> Iterator[Found]:
    """A broadcast is asked of the side whose rows an outer join keeps.

    ## Why it matters
    A row of the kept side that found no partner must come out once, and no single executor knows whether another one
    found it. Spark ignores the hint with a line in its log, and shuffles both sides.

    ## Instead
    Broadcast the other side, if it is small; turn the join round; or take an inner join where the rows without a
    partner are filtered out afterwards.

    ## When it stays silent
    For inner joins, and for the side that is looked up.

    ## Fix
    None is made by machine.
    """
    for call in program.named("join"):
        told = call.argument(2, "how") or call.argument(2, "joinType")
        how = (told.text or "").lower() if told is not None else ""
        other = call.argument(0, "other") or call.argument(0, "right")
        kept = [name for name, value, kinds in _sides(call, other) if how in kinds and _broadcast(value)]
        if kept:
            yield Found(
                f"The {kept[0]} side of this {how} join is to be broadcast, but the join keeps all its rows: Spark "
                "ignores the hint and shuffles both sides.",
                call.line,
                entity(call),
            )


def _sides(call: Call, other: Value | None) -> Iterator[tuple[str, Value | None, frozenset[str]]]:
    yield "left", call.receiver, _LEFT | _BOTH
    yield "right", other, _RIGHT | _BOTH


def _broadcast(value: Value | None) -> bool:
    """Whether a DataFrame is marked for a broadcast by its last step."""
    call = value.call if value is not None else None
    if call is None:
        return False
    if call.method == "broadcast":
        return call.receiver is None
    return call.method == "hint" and call.on is Sort.FRAME and (_name(call) == "broadcast")


def _name(call: Call) -> str:
    given = call.argument(0, "name")
    return (given.text or "").lower() if given is not None else ""

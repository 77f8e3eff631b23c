"""A column is named that both sides of a join have."""

from __future__ import annotations

from collections.abc import Iterator

from headgate.facts.spark.program import Call, Sort, SparkProgram, Value, chain, entity, expressions
from headgate.finding import Level, Proof
from headgate.rules.registry import Found, fires, rule, silent


@rule(
    level=Level.ERROR,
    proof=Proof.DERIVED,
    examples=[
        fires(
            """
            from pyspark.sql import SparkSession, functions as F
            spark = SparkSession.builder.getOrCreate()
            orders = spark.table("shop.orders")
            users = spark.table("shop.users")
            both = orders.join(users, orders.user_id == users.user_id).select("user_id", "amount")
            """,
            5,
            path="job.py",
        ),
        silent(
            """
            from pyspark.sql import SparkSession, functions as F
            spark = SparkSession.builder.getOrCreate()
            orders = spark.table("shop.orders")
            users = spark.table("shop.users")
            both = orders.join(users, orders.user_id == users.user_id)
            one = both.drop(users.user_id).select("user_id", "amount")
            two = orders.join(users, "user_id").select("user_id", "amount")
            own = both.select(orders.user_id)
            buyers = orders.join(users, orders.user_id == users.user_id, "left_semi").select("user_id")
            """,
            path="job.py",
        ),
    ],
)
def both_keys_kept(program: SparkProgram) -> Iterator[Found]:
    """A column is named that both sides of a join have.

    ## Why it matters

    A join on an expression keeps the key of either side. Naming it afterwards raises `AnalysisException`
    (`AMBIGUOUS_REFERENCE`) when the program runs.

    ## Instead

    `on="id"`, which keeps one of them; or `drop(other["id"])`, or a select by side, right after the join.

    ## When it stays silent

    One of the two is dropped, renamed or selected before; the join is a semi or anti join; the key has different
    names.

    ## Fix

    None is made by machine: on an outer join the two keys differ.
    """
    for call in program.named("select", "groupBy", "groupby", "orderBy", "sort", "filter", "where"):
        join = _joined(call.receiver)
        twice = _kept_twice(join) if join is not None else frozenset()
        for value in call.values() if twice else ():
            named = next((name for part in _plain(value) if (name := _name(part, call)) in twice), "")
            if named and join is not None:
                yield Found(
                    f"`{named}` is in both sides of the join at line {join.line}.", call.line, f"{entity(call)}.{named}"
                )
                break


def _joined(value: Value | None) -> Call | None:
    """The join whose columns `value` still has as they were."""
    for step in chain(value):
        if step.method == "join" and step.on is Sort.FRAME:
            return step
        if step.method not in ("filter", "where", "cache", "persist", "orderBy", "sort", "limit", "distinct"):
            return None
    return None


def _kept_twice(join: Call) -> frozenset[str]:
    how = join.argument(2, "how")
    condition = join.argument(1, "on")
    if condition is None or (how is not None and (how.text is None or how.text.lower().endswith(("semi", "anti")))):
        return frozenset()
    sides = {id(join.receiver), id(join.argument(0, "other"))}
    equal = [part for part in expressions(condition) if part.operator == "==" and len(part.parts) == 2]
    return frozenset(
        one.parts[0].column
        for one in equal
        if one.parts[0].column
        and one.parts[0].column == one.parts[1].column
        and {id(one.parts[0].of), id(one.parts[1].of)} == sides
        and all(part.of is not None and part.of.shown for part in one.parts)
    )


def _plain(value: Value) -> Iterator[Value]:
    yield from value.parts if value.operator == "list" else expressions(value)


def _name(value: Value, call: Call) -> str:
    """The column that a value names without saying of which side."""
    if value.text is not None:
        return value.text if call.method not in ("filter", "where") else ""
    made = value.call
    named = made is not None and made.receiver is None and made.method in ("col", "column") and made.arguments
    return (made.arguments[0].text or "") if named and made is not None else ""

"""A filter after an outer join throws away what the join kept."""

from __future__ import annotations

from collections.abc import Iterator

from headgate.facts.spark.plans import output_columns
from headgate.facts.spark.program import Call, Sort, SparkProgram, Value, chain, entity, expressions
from headgate.finding import Level, Proof
from headgate.rules.registry import Found, fires, rule, silent

_SAME = ("filter", "where", "cache", "persist", "withColumn", "hint", "alias")
_TESTS = ("isin", "between", "like", "rlike", "startswith", "endswith", "contains", "startsWith", "endsWith")
_ALLOW = frozenset(("coalesce", "isNull", "eqNullSafe", "isnull", "ifnull", "nvl", "when", "<=>"))


@rule(
    level=Level.WARNING,
    proof=Proof.DERIVED,
    examples=[
        fires(
            """
            from pyspark.sql import SparkSession, functions as F
            spark = SparkSession.builder.getOrCreate()
            orders = spark.table("shop.orders")
            users = spark.table("shop.users")
            both = orders.join(users, orders.user_id == users.id, "left").filter(users.country == "NL")
            """,
            5,
            path="job.py",
        ),
        fires(
            """
            from pyspark.sql import SparkSession, functions as F
            spark = SparkSession.builder.getOrCreate()
            users = spark.table("shop.users").select("user_id", "country")
            both = spark.table("shop.orders").join(users, "user_id", "left")
            dutch = both.where(F.col("country").isin("NL") & (F.col("user_id") > 5))
            """,
            5,
            path="job.py",
        ),
        silent(
            """
            from pyspark.sql import SparkSession, functions as F
            spark = SparkSession.builder.getOrCreate()
            users = spark.table("shop.users").select("user_id", "country")
            both = spark.table("shop.orders").join(users, "user_id", "left")
            known = both.filter(F.col("user_id") > 5)
            """,
            path="job.py",
        ),
        silent(
            """
            from pyspark.sql import SparkSession, functions as F
            spark = SparkSession.builder.getOrCreate()
            orders = spark.table("shop.orders")
            users = spark.table("shop.users")
            both = orders.join(users, orders.user_id == users.id, "left")
            some = both.filter((users.country == "NL") | users.country.isNull())
            mine = both.filter(orders.amount > 5)
            known = both.filter(users.id.isNotNull())
            """,
            path="job.py",
        ),
    ],
)
def outer_join_undone_by_filter(program: SparkProgram) -> Iterator[Found]:
    """A filter after an outer join throws away what the join kept.

    ## Why it matters

    Rows without a partner have NULL in all columns of the other side, and a comparison with NULL is not true: the
    filter drops them. What is left is an inner join, and the rows that the outer join was meant to keep are
    missing.

    ## Instead

    Filter the other side before the join; or an inner join, where that is what is meant.

    ## When it stays silent

    The condition asks for NULL too (`isNull`, `eqNullSafe`, `coalesce`, `|`), or only for `isNotNull`, which says
    what it does; or the column is not shown to be of the side that may be missing.

    ## Fix

    None is made by machine: which of the two is meant is not told.
    """
    for call in program.named("filter", "where"):
        join = _outer(call.receiver)
        if join is None or not call.arguments:
            continue
        how = _how(join)
        missing = join.argument(0, "other") if how.startswith("left") else join.receiver
        for part in _conjuncts(call.arguments[0]):
            name = _rejects_null(part, join, missing)
            if name:
                told = f"`{name}` is NULL where the {how} join at line {join.line} found no partner: those rows go."
                yield Found(told, call.line, f"{entity(call)}.{name}")
                break


def _how(join: Call) -> str:
    how = join.argument(2, "how")
    text = (how.text or "").lower().replace("_", "") if how is not None else ""
    return {"left": "left", "leftouter": "left", "right": "right", "rightouter": "right"}.get(text, "")


def _outer(value: Value | None) -> Call | None:
    """The one-sided outer join whose rows `value` still has as it gave them."""
    for step in chain(value):
        if step.method == "join" and step.on is Sort.FRAME:
            return step if _how(step) else None
        if step.method not in _SAME:
            return None
    return None


def _conjuncts(value: Value) -> Iterator[Value]:
    if value.operator == "&":
        for part in value.parts:
            yield from _conjuncts(part)
    else:
        yield value


def _rejects_null(condition: Value, join: Call, missing: Value | None) -> str:
    """The column of the missing side that the condition cannot be true without."""
    parts = list(expressions(condition))
    if any(part.operator == "|" or (part.call is not None and part.call.method in _ALLOW) for part in parts):
        return ""
    tested = condition.parts if condition.operator in ("==", "!=", ">", "<", ">=", "<=") else ()
    if condition.call is not None and condition.call.method in _TESTS and condition.call.receiver is not None:
        tested = (condition.call.receiver,)
    named = [one.column for one in tested if one.column and one.of is not None and one.of is missing]
    told = _only_of(join, missing) if not named else frozenset()
    return named[0] if named else next((name for one in tested if (name := _by_name(one)) in told), "")


def _only_of(join: Call, missing: Value | None) -> frozenset[str]:
    """The columns that come from the missing side alone, where a select tells its columns."""
    kept, on = join.receiver if missing is not join.receiver else join.argument(0, "other"), join.argument(1, "on")
    theirs = output_columns(missing) if missing is not None else None
    mine = output_columns(kept) if kept is not None else None
    keys = {part.text for part in expressions(on) if part.text} if on is not None else set()
    return frozenset(theirs or ()) - frozenset(mine or ()) - keys


def _by_name(value: Value) -> str:
    """The column that `col("name")` names, of whichever side."""
    call = value.call
    if call is None or call.receiver is not None or call.method not in ("col", "column") or not call.arguments:
        return ""
    return call.arguments[0].text or ""

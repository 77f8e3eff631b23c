"""A DataFrame is let go before anything was computed from it."""

from __future__ import annotations

from collections.abc import Iterator

from headgate.facts.spark.api import is_action
from headgate.facts.spark.program import Call, Sort, SparkProgram, Value, ancestors, entity
from headgate.finding import Level, Proof
from headgate.rules.registry import Found, fires, rule, silent


@rule(
    level=Level.WARNING,
    proof=Proof.DERIVED,
    examples=[
        fires(
            """
            from pyspark.sql import SparkSession, functions as F
            spark = SparkSession.builder.getOrCreate()
            orders = spark.table("shop.orders").groupBy("user_id").count().cache()
            top = orders.orderBy("count")
            orders.unpersist()
            top.write.mode("append").saveAsTable("shop.top")
            """,
            5,
            path="job.py",
        ),
        silent(
            """
            from pyspark.sql import SparkSession, functions as F
            spark = SparkSession.builder.getOrCreate()
            orders = spark.table("shop.orders").groupBy("user_id").count().cache()
            top = orders.orderBy("count")
            top.write.mode("append").saveAsTable("shop.top")
            orders.unpersist()
            """,
            path="job.py",
        ),
    ],
)
def let_go_before_use(program: SparkProgram) -> Iterator[Found]:
    """A DataFrame is let go before anything was computed from it.

    ## Why it matters

    `cache` keeps nothing by itself: the first action fills it. With `unpersist` before any action the mark is taken
    off again, and every action computes the DataFrame from its sources.

    ## Instead

    `unpersist` after the last action that needs it.

    ## When it stays silent

    An action that uses it, or a call that it is handed to, stands between the two; or another function takes it from
    around it; or the program is Scala's.

    ## Fix

    None is made by machine.
    """
    for at, call in enumerate(program.calls if program.language == "python" else ()):
        if call.method != "unpersist" or call.receiver is None or call.on not in (Sort.FRAME, Sort.RDD) or call.loops:
            continue
        pin = next((n for n in range(at - 1, -1, -1) if _keeps(program.calls[n], call.receiver)), None)
        if pin is None or program.calls[pin].function is not call.function or call.receiver.name == "":
            continue
        held = {id(call.receiver), id(program.calls[pin].receiver), id(program.calls[pin].result)}
        if held & program.escaping:
            continue
        between = program.calls[pin + 1 : at]
        elsewhere = any(one.function is not call.function for key in held for one in program.uses.get(key, ()))
        if not elsewhere and not any(_uses(one, held, program.escaping) for one in between):
            told = f"Nothing was computed from `{call.receiver.name}` since line {program.calls[pin].line} kept it."
            yield Found(told, call.line, entity(call))


def _keeps(call: Call, value: Value) -> bool:
    return call.method in ("cache", "persist") and (call.result is value or call.receiver is value)


def _uses(call: Call, held: set[int], escaping: set[int]) -> bool:
    """Whether a call runs, or may run, what is held, or hands on what is made of it."""
    if call.callee is not None or call.method in ("sql", "createOrReplaceTempView", "createTempView"):
        return True
    values = [value for value in (call.receiver, *call.values()) if value is not None]
    runs = is_action(call.method, call.on) or call.on in (Sort.UNKNOWN, Sort.LOCAL) or id(call.result) in escaping
    return runs and any(id(older) in held for value in values for older in ancestors(value))

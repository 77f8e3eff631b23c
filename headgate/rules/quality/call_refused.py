"""A function of the same file is called with arguments that it does not take."""

from __future__ import annotations

from collections.abc import Iterator

from headgate.facts.python.calls import local_calls
from headgate.facts.python.module import PythonModule
from headgate.facts.python.surface import refusal
from headgate.facts.spark.plans import tests_only
from headgate.finding import Level, Proof
from headgate.location import Location
from headgate.rules.registry import Found, fires, rule, silent

_JOB = """
    from pyspark.sql import DataFrame

    def clean(orders: DataFrame, day: str, *, keep: bool = False) -> DataFrame:
        return orders.filter(orders.day == day)

    def main(orders: DataFrame) -> None:
        clean(CALL).write.parquet("s3://shop/clean")
"""


@rule(
    level=Level.ERROR,
    proof=Proof.DERIVED,
    examples=(
        fires(_JOB.replace("CALL", "orders"), 7, path="jobs/clean.py"),
        fires(_JOB.replace("CALL", 'orders, "2024-01-01", True'), 7, path="jobs/clean.py"),
        fires(_JOB.replace("CALL", 'orders, day="2024-01-01", kept=True'), 7, path="jobs/clean.py"),
        silent(_JOB.replace("CALL", 'orders, "2024-01-01", keep=True'), path="jobs/clean.py"),
        silent(_JOB.replace("CALL", "*orders"), path="jobs/clean.py"),
    ),
)
def call_refused(module: PythonModule) -> Iterator[Found]:
    """A function of the same file is called with arguments that it does not take.

    ## Why it matters
    Python compares the two only when the line runs, and ends the task or job with a TypeError there.

    ## Instead
    Change the callers together with the function.

    ## When it stays silent
    Where the name is bound more than once, where the function is decorated, and where `*args` or `**kwargs` may bring
    what is missing. In tests.

    ## Fix
    None: what was meant to be given, the file does not tell.
    """
    if tests_only(module.path):
        return
    for call in local_calls(module):
        why = refusal(call.signature, call.given)
        if why:
            yield Found(
                f"This call of `{call.name}` ends in a TypeError: {why} (defined at line {call.signature.line}).",
                call.given.line,
                f"{call.name}:{why}",
                related=(Location(module.path, call.signature.line),),
            )

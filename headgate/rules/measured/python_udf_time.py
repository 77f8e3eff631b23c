"""Rows went through a function in Python, one by one."""

from __future__ import annotations

from collections.abc import Iterator

from headgate.facts.runtime.operators import Operator
from headgate.rules.runs.examples import Task, fires, operator, run_of, silent, stage
from headgate.rules.runs.registry import Gain, Remedy, Seen, run_rule
from headgate.rules.runs.speak import many, percent, span
from headgate.rules.runs.subject import Measured

_LEAST_MS = 1_500
_LEAST_SHARE = 0.1
_ROW_BY_ROW = ("BatchEvalPython", "BatchEvalPythonUDTF")


def _plan(name: str) -> Operator:
    return operator(
        f"{name} [score(a)]", operator("Scan parquet", number_of_output_rows=9_000_000), number_of_output_rows=9_000_000
    )


@run_rule(
    examples=[
        fires(lambda: run_of(stage(1, [Task(90_000)] * 4, cpu=40_000), plan=_plan("BatchEvalPython"))),
        silent(lambda: run_of(stage(1, [Task(90_000)] * 4, cpu=350_000), plan=_plan("BatchEvalPython"))),
        silent(lambda: run_of(stage(1, [Task(90_000)] * 4, cpu=40_000), plan=_plan("HashAggregate"))),
    ],
)
def python_udf_time(measured: Measured) -> Iterator[Seen]:
    """Rows went through a function in Python, one by one.

    ## Why it matters

    Each row is pickled, sent to a Python process, computed there by the interpreter and sent back. The JVM waits for
    it, its optimizer sees nothing of it, and no filter gets past it.

    ## Instead

    Spark's own functions, which nearly always can say the same; else a pandas UDF, which gets whole columns by Arrow;
    else the same function with `useArrow=True` (Spark 3.5).

    ## When it stays silent

    Python got less than half of the stage's time that is not the JVM's, or the stage took under 1.5 s or a tenth of
    all task time. Pandas and Arrow UDFs are left alone.

    ## Fix

    None is made by machine.
    """
    for one in measured.stages():
        execution = measured.execution(one)
        if execution is None or one.sums.run < _LEAST_MS or measured.share(one) < _LEAST_SHARE:
            continue
        found = [at for at in measured.operators_near(one, "python") if at[0].name in _ROW_BY_ROW]
        if not found:
            continue
        outside = max(one.sums.run - one.sums.cpu - one.sums.fetch_wait, 0)
        if outside < 0.35 * one.sums.run:
            continue
        rows = measured.rows(execution, found[0][0]) or measured.rows_below(execution, found[0][0]) or 0
        called = found[0][0].text.partition("[")[2].partition("(")[0]
        function = f"`{called}` in Python" if called.isidentifier() else "a function in Python"
        share = outside / max(one.sums.run, 1)
        yield Seen(
            f"Stage {one.id} sent {many(rows, 'rows')} through {function} one by one; {span(outside)} of its "
            f"{span(one.sums.run)} of task time ({percent(share)}) passed outside the JVM.",
            cost_ms=one.wall * share,
            place=measured.place_of(execution, found[0]),
            stage=one.id,
            metrics={"rows": rows, "outside_jvm_ms": outside, "run_ms": one.sums.run, "function": called[:80]},
            gain=Gain(
                one.wall * share * 0.4,
                one.wall * share * 0.95,
                "With Arrow the transport shrinks and the function remains; with Spark's own functions both go.",
            ),
            remedies=(
                Remedy("Spark's own functions", "They run in the JVM, are compiled and seen by the optimizer."),
                Remedy(
                    "A pandas UDF, or Arrow for this one",
                    "Rows travel as columns in place of pickled objects.",
                    {"spark.sql.execution.pythonUDF.arrow.enabled": "true"},
                ),
            ),
            entity=f"python:{called}",
        )

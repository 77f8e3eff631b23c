"""A text names a variable in braces, and nothing fills it in."""

from __future__ import annotations

from collections.abc import Iterator

from headgate.facts.python.module import PythonModule
from headgate.facts.python.placeholders import format_misfits, unfilled_texts
from headgate.facts.spark.plans import tests_only
from headgate.finding import Level, Proof
from headgate.rules.registry import Found, fires, rule, silent

_JOB = """
    from pyspark.sql import DataFrame

    def save(frame: DataFrame, day: str) -> None:
        frame.write.parquet(PATH)
"""


@rule(
    level=Level.WARNING,
    proof=Proof.DERIVED,
    examples=(
        fires(_JOB.replace("PATH", '"s3://shop/orders/day={day}"'), 4, path="jobs/save.py"),
        fires(_JOB.replace("PATH", '"s3://shop/orders/day={}/{}".format(day)'), 4, path="jobs/save.py"),
        fires(_JOB.replace("PATH", '"s3://shop/orders".format(day)'), 4, path="jobs/save.py"),
        silent(_JOB.replace("PATH", 'f"s3://shop/orders/day={day}"'), path="jobs/save.py"),
        silent(_JOB.replace("PATH", '"s3://shop/orders/day={}".format(day)'), path="jobs/save.py"),
        silent(_JOB.replace("PATH", '"s3://shop/orders/day={hour}"'), path="jobs/save.py"),
    ),
)
def text_never_filled_in(module: PythonModule) -> Iterator[Found]:
    """A text names a variable in braces, and nothing fills it in.

    ## Why it matters
    Without the `f` the braces stay: the job writes to a folder that is called `day={day}`, day after day the same,
    and the query asks for a table that does not exist. A `format` with too few arguments fails, one with too many
    leaves them out.

    ## Instead
    An f-string, or as many places as arguments.

    ## When it stays silent
    Where the name in braces is none of the function's variables, or is handed over by name, and where the function
    calls `format` on anything. In tests. A message for people is a note.

    ## Fix
    None: whether the text is a template for somebody else is not always told.
    """
    if tests_only(module.path):
        return
    for one in unfilled_texts(module):
        yield Found(
            f"`{{{one.name}}}` stays as it is written: the text is no f-string, and nothing replaces it with the "
            f"variable `{one.name}` of `{one.function}`.",
            one.line,
            f"{one.function}:{one.text}",
            level=Level.NOTE if one.told else None,
        )
    for misfit in format_misfits(module):
        yield Found(f"`format` does not fit its text: {misfit.why}.", misfit.line, misfit.text)

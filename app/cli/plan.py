"""`headgate plan`: a plan of Spark, judged and compared."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from app.cli.spark_plan import report
from app.cli.spark_trial import report_trial


class PlanFormat(StrEnum):
    TEXT = "text"
    JSON = "json"
    MARKDOWN = "markdown"


Plan = Annotated[Path, typer.Argument(help="A file, log or notebook that holds what EXPLAIN wrote.")]
Against = Annotated[Path | None, typer.Option("--against", help="The older plan; what got worse makes exit code 1.")]
PlanAs = Annotated[PlanFormat, typer.Option("--format", "-f", help="How it is written.")]
Try = Annotated[
    bool,
    typer.Option(
        "--try-with-spark",
        help="PATH (and the older one) is a program: run it with your own pyspark on made-up rows, cut off from the "
        "network. Only for programs that you would run yourself.",
    ),
]
SparkPython = Annotated[
    Path | None,
    typer.Option("--spark-python", help="The Python that has pyspark.", show_default="the one that runs Headgate"),
]
app = typer.Typer(add_completion=False)


@app.command()
def plan(
    path: Plan,
    against: Against = None,
    form: PlanAs = PlanFormat.TEXT,
    try_with_spark: Try = False,
    spark_python: SparkPython = None,
) -> None:
    """Judge a plan that EXPLAIN of Spark wrote, alone or against an older one.

    \b
    headgate plan orders.plan
    headgate plan after.txt --against before.txt --format markdown
    headgate plan new.py --against old.py --try-with-spark --spark-python ~/spark/bin/python
    """
    if try_with_spark:
        raise typer.Exit(report_trial(path, against, form, spark_python))
    raise typer.Exit(report(path, against, form))

"""`headgate plan`: a plan of Spark, judged and compared."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from app.cli.spark_plan import report


class PlanFormat(StrEnum):
    TEXT = "text"
    JSON = "json"
    MARKDOWN = "markdown"


Plan = Annotated[Path, typer.Argument(help="A file, log or notebook that holds what EXPLAIN wrote.")]
Against = Annotated[Path | None, typer.Option("--against", help="The older plan; what got worse makes exit code 1.")]
PlanAs = Annotated[PlanFormat, typer.Option("--format", "-f", help="How it is written.")]
app = typer.Typer(add_completion=False)


@app.command()
def plan(path: Plan, against: Against = None, form: PlanAs = PlanFormat.TEXT) -> None:
    """Judge a plan that EXPLAIN of Spark wrote, alone or against an older one.

    \b
    headgate plan orders.plan
    headgate plan after.txt --against before.txt --format markdown
    """
    raise typer.Exit(report(path, against, form))

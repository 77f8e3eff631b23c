"""`headgate spark`: what a run of Spark spent its time on, and the lines of code that it spent it for."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer
from typer.core import TyperGroup

from app.cli import spark_plan
from app.cli.output import written
from app.cli.spark_trial import report_trial
from app.report.published import masked
from app.report.run.document import Report, as_json, published
from headgate.errors import HeadgateError
from headgate.facts.placed.placed import Placed
from headgate.facts.placed.project import Code, code_at
from headgate.facts.runtime.read import read_log
from headgate.finding import Finding
from headgate.rules.runs.code_findings import CodeFinding, weighed
from headgate.rules.runs.findings import on_run
from headgate.rules.runs.subject import Measured
from headgate.settings import Bounds


class RunFormat(StrEnum):
    TEXT = "text"
    JSON = "json"
    MARKDOWN = "markdown"


class _LogFirst(TyperGroup):
    """`headgate spark LOG` without naming a command is `headgate spark report LOG`."""

    def parse_args(self, ctx: typer.Context, args: list[str]) -> list[str]:  # type: ignore[override]
        if args and args[0] not in ("tune", "report", "--help", "-h"):
            args = ["report", *args]
        return super().parse_args(ctx, args)


app = typer.Typer(
    add_completion=False,
    cls=_LogFirst,
    no_args_is_help=True,
    help="Show what a run of Spark cost and which lines cost it, or judge a plan.",
)
Log = Annotated[Path, typer.Argument(help="An event log (file or folder), or a file with an EXPLAIN plan.")]
CodeAt = Annotated[
    Path | None, typer.Option("--code", help="The program that was run, or its folder; it is read, never run.")
]
As = Annotated[RunFormat, typer.Option("--format", "-f", help="How the report is written.")]
Output = Annotated[Path | None, typer.Option("--output", "-o", help="Write to this file, not to the terminal.")]
Price = Annotated[float, typer.Option("--price", min=0.0, help="What a core-hour costs, in your currency.")]
Against = Annotated[
    Path | None, typer.Option("--against", help="The older plan or program; what got worse makes exit code 1.")
]
WithRules = Annotated[
    bool, typer.Option("--code-rules/--no-code-rules", help="Weigh what the rules say of the code by what it cost.")
]
Try = Annotated[
    bool,
    typer.Option(
        "--try-with-spark",
        help="LOG (and the older one) is a program: run it with your own pyspark on made-up rows, cut off from the "
        "network. Only for programs that you would run yourself.",
    ),
]
SparkPython = Annotated[
    Path | None,
    typer.Option("--spark-python", help="The Python that has pyspark.", show_default="the one that runs Headgate"),
]


@app.command("report")
def report(
    log: Log,
    code: CodeAt = None,
    form: As = RunFormat.TEXT,
    output: Output = None,
    price: Price = 0.0,
    against: Against = None,
    code_rules: WithRules = True,
    try_with_spark: Try = False,
    spark_python: SparkPython = None,
) -> None:
    """Show what a run of Spark spent its time on, and the lines that it spent it for; or judge a plan.

    \b
    headgate spark spark-events/app-20240101120000-0001.zstd --code jobs/
    headgate spark eventlog --code job.py --format json --price 0.05
    headgate spark after.txt --against before.txt
    headgate spark new.py --against old.py --try-with-spark --spark-python ~/spark/bin/python
    """
    if try_with_spark:
        raise typer.Exit(report_trial(log, against, form.value, spark_python, output))
    if spark_plan.is_plan(log):
        raise typer.Exit(spark_plan.report(log, against, form.value, output))
    if against is not None:
        raise HeadgateError("--against compares two plans that EXPLAIN wrote, and this is none.")
    made = report_on(log, code, price, code_rules=code_rules)
    written(_WRITERS[form](made), output)


@app.command("tune")
def tune(log: Log, code: CodeAt = None, output: Output = None, price: Price = 0.0) -> None:
    """Write the report of a tuning engineer: where the time went, what to change in which order, what to watch.

    \b
    headgate spark tune eventlog --code jobs/ --output tuning.md
    """
    from app.report.run.tuning import tuning  # noqa: PLC0415 - the JSON answer starts faster without it

    written(tuning(report_on(log, code, price)), output)


def report_on(log: Path, code: Path | None, price: float, *, code_rules: bool = True) -> Report:
    """What a run spent its time on, and with its code the lines that it spent it for.

    Raises:
        HeadgateError: the log or the code cannot be read.
    """
    bounds = Bounds()
    run = read_log(log)
    given = code_at(code, bounds) if code is not None else None
    measured = Measured(Placed(run, given))
    findings = published(on_run(measured))
    about_code: tuple[CodeFinding, ...] = ()
    if given is not None and code_rules:
        about_code = tuple(map(masked, weighed(measured, _reviewed(given), findings)))
    return Report(measured, findings, about_code, price, (*run.gaps, *(given.gaps if given else ())))


def _reviewed(code: Code) -> tuple[Finding, ...]:
    """What the rules say of the programs."""
    from headgate.facts.cache import Cache  # noqa: PLC0415 - only with code
    from headgate.rules.gather import gather  # noqa: PLC0415
    from headgate.settings import Settings  # noqa: PLC0415
    from headgate.source.snapshot import MemorySnapshot  # noqa: PLC0415

    shown = {program.path: code.texts[program.path] for program in code.programs}
    return gather(MemorySnapshot(shown), Settings(), Cache(None)).findings


def _as_text(made: Report) -> str:
    from app.report.run.text import as_text  # noqa: PLC0415 - the JSON answer starts faster without it

    return as_text(made)


def _as_markdown(made: Report) -> str:
    from app.report.run.markdown import as_markdown  # noqa: PLC0415

    return as_markdown(made)


_WRITERS: Mapping[RunFormat, Callable[[Report], str]] = {
    RunFormat.JSON: as_json,
    RunFormat.TEXT: _as_text,
    RunFormat.MARKDOWN: _as_markdown,
}

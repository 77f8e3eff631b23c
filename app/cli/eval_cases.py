"""`headgate eval cases`: how good the reviews are, on cases whose truth is known."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console, Group, RenderableType
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn
from rich.table import Table
from rich.text import Text

from app.cli.output import to_stdout
from app.cli.reports import printed
from app.report.clean import folded
from evals.case import CASES, Case, load
from evals.run import as_json, run
from evals.score import Outcome, Score
from headgate.errors import HeadgateError

Pattern = Annotated[str, typer.Argument(help="Cases by name, with * and ?.", show_default="all")]
Cases = Annotated[Path, typer.Option("--cases", metavar="DIR", help="Folder of cases.", show_default="Headgate's own")]
AsJson = Annotated[bool, typer.Option("--json", help="Write JSON; equal results give equal documents.")]
MinPrecision = Annotated[
    float, typer.Option("--min-precision", min=0, max=1, help="Leave with 1 below this.", show_default=False)
]
MinRecall = Annotated[
    float, typer.Option("--min-recall", min=0, max=1, help="Leave with 1 below this.", show_default=False)
]


def cases(
    pattern: Pattern = "*",
    folder: Cases = CASES,
    as_document: AsJson = False,
    min_precision: MinPrecision = 0.0,
    min_recall: MinRecall = 0.0,
) -> None:
    """Score the analyzers on cases whose truth is known.

    Precision counts what is said at warning or above, recall what a case expects; noise is notes that nobody
    asked for, for each case.

    \b
    headgate eval
    headgate eval 'spark-*'
    headgate eval --json --min-precision 0.95 --min-recall 0.8
    """
    chosen = list(load(folder, pattern))
    if not chosen:
        raise HeadgateError(f"{folder} holds no case called {folded(pattern)}; a case is a folder with a case.toml.")
    result = _run(chosen)
    to_stdout(as_json(result) + "\n" if as_document else printed(Group(*_parts(result))))
    raise typer.Exit(int(_below(result.precision, min_precision) or _below(result.recall, min_recall)))


def _run(cases: list[Case]) -> Score:
    """Score `cases`, telling on standard error how far it has come."""
    if not sys.stderr.isatty():
        return run(cases, seen=_tell)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("reviewing cases", total=len(cases))
        return run(cases, seen=lambda outcome: bar.update(task, advance=1, description=folded(outcome.case)))


def _tell(outcome: Outcome) -> None:
    print(f"headgate: {folded(outcome.case)} {'passed' if outcome.passed else 'failed'}", file=sys.stderr, flush=True)


def _parts(result: Score) -> Iterator[RenderableType]:
    table = Table("area", box=None)
    for name in ("cases", "precision", "recall", "exact line", "noise", "seconds"):
        table.add_column(name, justify="right")
    for area, part in (*result.by_area(), ("all", result)):
        table.add_row(area, *_figures(part), style="bold" if part is result else None)
    yield table
    yield from _listed("Missed", _missed(result))
    yield from _listed("False alarms", _false(result))


def _figures(part: Score) -> tuple[str, ...]:
    seconds = sum(outcome.seconds for outcome in part.outcomes)
    shares = (_share(part.precision), _share(part.recall), _share(part.exact))
    return (str(len(part.outcomes)), *shares, f"{part.notes:.2f}", f"{seconds:.1f}")


def _listed(heading: str, lines: list[str]) -> Iterator[RenderableType]:
    if lines:
        yield Text(f"\n{heading}", style="bold")
        yield from (Text(f"  {folded(line)}") for line in lines)


def _missed(result: Score) -> list[str]:
    return [f"{o.case}: {wanted.rule} at {wanted.path}:{wanted.line}" for o in result.outcomes for wanted in o.missed]


def _false(result: Score) -> list[str]:
    said = ((outcome.case, finding) for outcome in result.outcomes for finding in outcome.false)
    return [f"{case}: {finding.rule} at {finding.location}: {finding.message}" for case, finding in said]


def _share(share: float | None) -> str:
    return "-" if share is None else f"{share:.3f}"


def _below(share: float | None, least: float) -> bool:
    """Whether a share that there is falls short; where nothing was said or expected, nothing does."""
    return share is not None and share < least

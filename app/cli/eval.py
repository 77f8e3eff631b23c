"""`headgate eval`: how good the reviews are, on cases whose truth is known."""

from __future__ import annotations

import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from app.cli.output import to_stdout
from app.report.clean import folded
from evals.case import CASES, load
from evals.run import as_json, run
from evals.score import Outcome, Score
from headgate.errors import HeadgateError


class EvalFormat(StrEnum):
    TERMINAL = "terminal"
    JSON = "json"


app = typer.Typer(add_completion=False)
Cases = Annotated[Path, typer.Option("--cases", metavar="DIR", help="Folder of cases.", show_default="Headgate's own")]
Only = Annotated[str, typer.Option("--only", metavar="PATTERN", help="Cases by name, with * and ?.")]
EvalAs = Annotated[EvalFormat, typer.Option("--format", "-f", help="How the score is written.")]


@app.command("eval")
def evaluate(cases: Cases = CASES, only: Only = "*", form: EvalAs = EvalFormat.TERMINAL) -> None:
    """Score the analyzers on cases whose truth is known.

    \b
    headgate eval
    headgate eval --only 'sql-*' --format json
    """
    chosen = list(load(cases, only))
    if not chosen:
        raise HeadgateError(f"{cases} holds no case called {only}; a case is a folder with a case.toml.")
    result = run(chosen, seen=_tell if form is EvalFormat.TERMINAL else lambda _: None)
    to_stdout(as_json(result) + "\n" if form is EvalFormat.JSON else _text(result))


def _tell(outcome: Outcome) -> None:
    if outcome.passed:
        return
    missed = [f"missed {wanted.rule} at {wanted.path}:{wanted.line}" for wanted in outcome.missed]
    false = [f"false {finding.rule} at {finding.location}" for finding in outcome.false]
    print(folded(f"{outcome.case}: {'; '.join([*missed, *false])}"), file=sys.stderr)


def _text(result: Score) -> str:
    lines = [f"{'area':<16} cases  precision  recall"]
    lines += [_row(area, part) for area, part in result.by_area()]
    return "\n".join([*lines, _row("all", result)]) + "\n"


def _row(name: str, part: Score) -> str:
    return f"{name:<16} {len(part.outcomes):>5}  {_share(part.precision):>9}  {_share(part.recall):>6}"


def _share(share: float | None) -> str:
    return "-" if share is None else f"{share:.3f}"

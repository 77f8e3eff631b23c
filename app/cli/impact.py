"""`headgate impact`: what a change does downstream."""

from __future__ import annotations

import json
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer

from app.cli.options import Base, Cached, Head, Patch, Repo, SettingsFile
from app.cli.output import to_stdout
from app.cli.progress import told
from app.cli.reports import printed
from app.cli.target import facts_cache, lay_out
from app.report import terminal
from headgate.errors import HeadgateError
from headgate.review import Review
from headgate.review_change import analyse

_MODEL = ("model", "seed", "snapshot")


class ImpactFormat(StrEnum):
    TERMINAL = "terminal"
    JSON = "json"


ImpactAs = Annotated[ImpactFormat, typer.Option("--format", "-f", help="How the impact is written.")]


app = typer.Typer(add_completion=False)


@app.command()
def impact(
    repo: Repo = Path(),
    base: Base = "",
    head: Head = "",
    patch: Patch = None,
    form: ImpactAs = ImpactFormat.TERMINAL,
    settings: SettingsFile = None,
    cache: Cached = True,
) -> None:
    """Show which models, jobs, topics and dashboards a change breaks or alters.

    \b
    headgate impact --base main
    headgate impact --base main --head my-branch --format json
    """
    if not base and not patch:
        raise HeadgateError("Impact is asked of a change: name it with --base (and --head) or --patch.")
    checkout = lay_out(repo, base, head, patch, settings)
    with told() as progress:
        review = analyse(checkout, facts_cache(cache), progress).review
    if form is ImpactFormat.JSON:
        to_stdout(json.dumps(as_json(review), indent=2) + "\n")
        return
    to_stdout(printed(terminal.impact(review)))


def as_json(review: Review) -> dict[str, Any]:
    """The impact by model, and apart from it that on everything else."""
    told: dict[str, dict[str, Any]] = {"models": {}, "others": {}}
    for one in review.impact:
        room = told["models"] if one.kind in _MODEL else told["others"]
        room[one.name] = {
            "effect": one.effect,
            "columns": list(one.columns),
            "kind": one.kind,
            "reason": one.reason,
            "path": list(one.path),
            "file": one.file,
            "line": one.line,
        }
    return told

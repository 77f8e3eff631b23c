"""`headgate impact`: what a change does downstream."""

from __future__ import annotations

import json
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from app.cli.options import Base, Cached, Execute, Head, Patch, Repo, SettingsFile
from app.cli.output import to_stdout
from app.cli.progress import told
from app.cli.reports import printed
from app.cli.target import as_run, facts_cache, lay_out
from app.report import terminal
from app.report.impact import as_json, downstream, markdown
from headgate.errors import HeadgateError
from headgate.impact.witness.trial import tried
from headgate.review_change import analyse


class ImpactFormat(StrEnum):
    TERMINAL = "terminal"
    JSON = "json"
    MARKDOWN = "markdown"


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
    execute: Execute = True,
) -> None:
    """Show which models, jobs, topics and dashboards a change breaks or alters.

    \b
    headgate impact --base main
    headgate impact --base main --head my-branch --format json
    """
    if not base and not patch:
        raise HeadgateError("Impact is asked of a change: name it with --base (and --head) or --patch.")
    checkout = as_run(lay_out(repo, base, head, patch, settings), execute=execute)
    with told() as progress:
        analysis = analyse(checkout, facts_cache(cache), progress)
        comparison = analysis.comparison
        trial = tried(comparison.impact, checkout.settings.bounds) if execute and comparison else None
    if comparison is None:
        raise HeadgateError("Impact is asked of a change, and there is no base to compare with: name one with --base.")
    found = downstream(analysis.review, comparison.impact, trial)
    if form is ImpactFormat.JSON:
        to_stdout(json.dumps(as_json(found), indent=2) + "\n")
    elif form is ImpactFormat.MARKDOWN:
        to_stdout(markdown(found))
    else:
        to_stdout(printed(terminal.impact(found.review)))

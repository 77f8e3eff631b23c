"""`headgate quality`: suites of data checks that are derived, tried out and written for the tools that run them."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from app.cli.options import Cached, Repo, SettingsFile
from app.cli.output import to_stdout
from app.cli.progress import told
from app.cli.reports import printed
from app.cli.target import facts_cache, lay_out
from headgate.errors import HeadgateError
from headgate.rules.gather import gather
from headgate.suites.suggest import suggest as suggested


class QualityFormat(StrEnum):
    TERMINAL = "terminal"
    JSON = "json"


class Tool(StrEnum):
    """For which tool a suite is written."""

    DBT = "dbt"
    GREAT_EXPECTATIONS = "great-expectations"
    SODA = "soda"
    DEEQU = "deequ"
    PANDERA = "pandera"


app = typer.Typer(
    add_completion=False, no_args_is_help=True, help="Suggest suites of data checks, each tried on injected faults."
)
Data = Annotated[
    Path | None,
    typer.Option(
        "--data",
        metavar="SAMPLE",
        help="A CSV, Parquet, JSON lines or DuckDB file, or a folder of them; a file's name is its dataset's.",
    ),
]
As = Annotated[QualityFormat, typer.Option("--format", "-f", help="How the rules are told.")]
All = Annotated[bool, typer.Option("--all", help="Every rule that holds, not only those that together notice most.")]
Write = Annotated[Path | None, typer.Option("--write", metavar="DIR", help="Write the suites here; needs --as.")]
For = Annotated[Tool | None, typer.Option("--as", help="The tool that the suites are written for.")]


@app.callback()
def quality() -> None:
    """Suites of data checks."""


@app.command()
def suggest(
    repo: Repo = Path(),
    data: Data = None,
    form: As = QualityFormat.TERMINAL,
    every: All = False,
    write: Write = None,
    tool: For = None,
    settings: SettingsFile = None,
    cache: Cached = True,
) -> None:
    """Suggest rules for the data: from keys, contracts, joins and CASE, and from a sample.

    With a sample a rule is offered only where it passes on the clean rows and fails on a fault put into them.

    \b
    headgate quality suggest
    headgate quality suggest . --data samples/ --all
    headgate quality suggest . --data shop.duckdb --write checks/ --as soda
    """
    if (write is None) != (tool is None):
        raise HeadgateError("--write DIR and --as TOOL belong together; give both or neither.")
    checkout = lay_out(repo, "", "", None, settings)
    with told() as progress:
        project = gather(checkout.head, checkout.settings, facts_cache(cache), progress).project
        found = suggested(project, data)
    if write is not None and tool is not None:
        from app.cli.quality_files import write_suite  # noqa: PLC0415 - the writers are needed here alone

        write_suite(found, project, tool.value, write, every=every)
        return
    if form is QualityFormat.JSON:
        from app.report.suite_json import as_json  # noqa: PLC0415

        to_stdout(as_json(found, checkout.subject.name))
    else:
        from app.report.suite_terminal import render  # noqa: PLC0415

        to_stdout(printed(render(found, checkout.subject.name, every=every)))

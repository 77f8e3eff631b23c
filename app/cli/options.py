"""Options that several commands share."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer


class Format(StrEnum):
    """How a review is written."""

    TERMINAL = "terminal"
    MARKDOWN = "markdown"
    JSON = "json"
    SARIF = "sarif"


class FailOn(StrEnum):
    """From which level on a finding makes the exit code 1."""

    ERROR = "error"
    WARNING = "warning"
    NEVER = "never"


Repo = Annotated[Path, typer.Argument(help="A git repository or a folder.", show_default="the current folder")]
Base = Annotated[str, typer.Option("--base", metavar="REF", help="Branch, tag or commit that the change goes into.")]
Head = Annotated[str, typer.Option("--head", metavar="REF", help="Branch, tag or commit of the change.")]
Patch = Annotated[
    Path | None, typer.Option("--patch", metavar="FILE", help="A unified diff to be put on top of the folder.")
]
As = Annotated[Format, typer.Option("--format", "-f", help="How the review is written to standard output.")]
Into = Annotated[
    Path | None,
    typer.Option(
        "--output-dir",
        "-o",
        metavar="DIR",
        help="Also write review.md, review.json, review.sarif and openlineage.json here.",
    ),
]
PatchOut = Annotated[
    Path | None,
    typer.Option(
        "--patch-out", metavar="FILE", help="Also write all fixes that passed their trial here, as one patch."
    ),
]
Fail = Annotated[FailOn, typer.Option("--fail-on", help="Leave with 1 from this level on.")]
SettingsFile = Annotated[
    Path | None,
    typer.Option("--settings", metavar="FILE", help="Settings instead of the repository's own headgate.toml."),
]
Cached = Annotated[bool, typer.Option("--cache/--no-cache", help="Keep facts of unchanged files between runs.")]
Execute = Annotated[
    bool,
    typer.Option(
        "--execute/--no-execute",
        help="Where a query is changed, run both versions: single SELECTs, on DuckDB without files or network, over "
        "seeds and made-up rows. Nothing else of the repository is ever run.",
    ),
]

"""`headgate check`: the analyzers alone, fast enough for every commit."""

from __future__ import annotations

from pathlib import Path

import typer

from app.cli.options import (
    As,
    Base,
    Cached,
    Execute,
    Fail,
    FailOn,
    Format,
    Head,
    Into,
    Patch,
    PatchOut,
    Repo,
    SettingsFile,
)
from app.cli.progress import told
from app.cli.reports import exit_code, write, write_all, write_patch
from app.cli.target import as_run, facts_cache, lay_out, made_at
from app.report.source import Source
from headgate.review_change import analyse

app = typer.Typer(add_completion=False)


@app.command()
def check(
    repo: Repo = Path(),
    base: Base = "",
    head: Head = "",
    patch: Patch = None,
    form: As = Format.TERMINAL,
    output_dir: Into = None,
    patch_out: PatchOut = None,
    fail_on: Fail = FailOn.ERROR,
    settings: SettingsFile = None,
    execute: Execute = True,
    cache: Cached = True,
) -> None:
    """Review with the analyzers alone: no model, no knowledge, no network. For pre-commit and CI.

    With a change only what it brings in is listed and counts for the exit code.

    \b
    headgate check
    headgate check --base main --fail-on warning
    git diff | headgate check --patch /dev/stdin
    headgate check --base origin/main --format sarif > headgate.sarif
    """
    checkout = as_run(lay_out(repo, base, head, patch, settings), execute=execute)
    with told() as progress:
        analysis = analyse(checkout, facts_cache(cache), progress)
    source = Source.of(checkout)
    if output_dir:
        write_all(analysis.review, source, analysis.head.project.graph, made_at(checkout), output_dir)
    if patch_out:
        write_patch(analysis.review, checkout.head, patch_out)
    write(analysis.review, source, form)
    raise typer.Exit(exit_code(analysis.review, fail_on))

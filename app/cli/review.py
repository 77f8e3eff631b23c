"""`headgate review`: everything, the analyzers and whichever models are configured."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from app.cli.options import As, Base, Cached, Fail, FailOn, Format, Head, Into, Patch, Repo, SettingsFile
from app.cli.progress import told
from app.cli.reports import exit_code, write, write_all
from app.cli.station import judge
from app.cli.target import facts_cache, lay_out, made_at
from app.report.source import Source

NoModels = Annotated[bool, typer.Option("--no-models", help="The analyzers and knowledge alone, even if a key is set.")]
Resume = Annotated[str, typer.Option("--resume", metavar="ID", help="Go on with a review that was interrupted.")]


app = typer.Typer(add_completion=False)


@app.command()
def review(
    repo: Repo = Path(),
    base: Base = "",
    head: Head = "",
    patch: Patch = None,
    no_models: NoModels = False,
    resume: Resume = "",
    form: As = Format.TERMINAL,
    output_dir: Into = None,
    fail_on: Fail = FailOn.ERROR,
    settings: SettingsFile = None,
    cache: Cached = True,
) -> None:
    """Review a repository, a change between two refs, or a patch.

    Models sit where a provider's usual variable is set (or headgate.toml names a local server); without any,
    this is the analyzers' review, and it says so.

    \b
    headgate review
    headgate review --base main --head my-branch
    headgate review ../warehouse --patch change.diff --format markdown
    headgate review --base main --output-dir out --fail-on warning
    """
    checkout = lay_out(repo, base, head, patch, settings)
    with told() as progress:
        result = judge(checkout, facts_cache(cache), progress, models=not no_models, resume=resume)
    source = Source.of(checkout)
    if output_dir:
        write_all(result.review, source, result.graph, made_at(checkout), output_dir)
    write(result.review, source, form)
    raise typer.Exit(exit_code(result.review, fail_on))

"""`headgate review`: everything, the analyzers and whichever models are configured."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from app.cli import station
from app.cli.options import As, Base, Cached, Fail, FailOn, Format, Head, Into, Patch, PatchOut, Repo, SettingsFile
from app.cli.progress import told
from app.cli.reports import exit_code, write, write_all, write_patch
from app.cli.target import facts_cache, lay_out, made_at
from app.report.source import Source
from headgate.errors import HeadgateError

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
    patch_out: PatchOut = None,
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
    headgate review --base main --patch-out fixes.patch
    """
    facts = facts_cache(cache)
    if resume and (base or head or patch):
        raise HeadgateError("--resume goes on with what its run reviews; leave out --base, --head and --patch.")
    with told() as progress:
        if resume:
            result = station.resume(resume, facts, progress)
        else:
            checkout = lay_out(repo, base, head, patch, settings)
            result = station.judge(checkout, facts, progress, models=not no_models)
    source = Source.of(result.checkout)
    if output_dir:
        graph = station.graph_of(result.checkout, facts)
        write_all(result.review, source, graph, made_at(result.checkout), output_dir)
    if patch_out:
        write_patch(result.review, result.checkout.head, patch_out)
    write(result.review, source, form)
    raise typer.Exit(exit_code(result.review, fail_on))

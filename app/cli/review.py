"""`headgate review`: everything, the analyzers and whichever models are configured."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from agents.mcp.configuration import read
from app.cli import station
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
from headgate.errors import HeadgateError
from headgate.source.checkout import Checkout

NoModels = Annotated[bool, typer.Option("--no-models", help="The analyzers and knowledge alone, even if a key is set.")]
Resume = Annotated[str, typer.Option("--resume", metavar="ID", help="Go on with a review that was interrupted.")]
McpConfig = Annotated[
    Path | None,
    typer.Option(
        "--mcp-config",
        metavar="FILE",
        help="MCP servers that specialists may ask, in the mcpServers form; docs/mcp.md.",
    ),
]


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
    mcp_config: McpConfig = None,
    execute: Execute = True,
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
    headgate review --base main --mcp-config ~/servers.json
    """
    facts = facts_cache(cache)
    if resume and (base or head or patch or mcp_config):
        raise HeadgateError(
            "--resume goes on with what its run reviews; leave out every option that says what that is."
        )
    with told() as progress:
        if resume:
            result = station.resume(resume, facts, progress)
        else:
            laid_out = as_run(lay_out(repo, base, head, patch, settings), execute=execute)
            checkout = _with_servers(laid_out, mcp_config)
            result = station.judge(checkout, facts, progress, models=not no_models)
    source = Source.of(result.checkout)
    if output_dir:
        graph = station.graph_of(result.checkout, facts)
        write_all(result.review, source, graph, made_at(result.checkout), output_dir)
    if patch_out:
        write_patch(result.review, result.checkout.head, patch_out)
    write(result.review, source, form)
    raise typer.Exit(exit_code(result.review, fail_on))


def _with_servers(checkout: Checkout, file: Path | None) -> Checkout:
    """`checkout` with the outside servers of `file`, which is read now, so that a fault in it is told at once."""
    if file is None:
        return checkout
    settings = checkout.settings.with_mcp_config(file)
    read(settings.mcp, checkout.head)
    return replace(checkout, settings=settings)

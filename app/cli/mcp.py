"""`headgate mcp`: the analyzers as tools for other people's agents."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Annotated

import typer

from app.cli.options import Repo, SettingsFile
from app.mcp.http import TOKEN, address, serve
from app.mcp.server import build
from app.mcp.workplace import Workplace

app = typer.Typer(add_completion=False)
Roots = Annotated[
    list[Path], typer.Option("--root", metavar="DIR", help="One more repository that may be read; repeat for more.")
]
Http = Annotated[
    str,
    typer.Option(
        "--http", metavar="HOST:PORT", help="Answer over HTTP at /mcp, not over standard input; 127.0.0.1:8765."
    ),
]
Models = Annotated[
    bool,
    typer.Option("--models", help="Let review_change ask the configured models, within the budget of each review."),
]


@app.command()
def mcp(
    repo: Repo = Path(),
    root: Roots = [],  # noqa: B006 - Typer copies it
    http: Http = "",
    models: Models = False,
    settings: SettingsFile = None,
) -> None:
    """Serve the analyzers to an agent by the Model Context Protocol, over standard input and output.

    All tools only read, and only below REPO and each --root. docs/mcp.md tells how to add it to a client. Over HTTP
    only this machine is answered; with HEADGATE_MCP_TOKEN set, everyone who sends it.

    \b
    headgate mcp ~/work/warehouse
    headgate mcp ~/work/warehouse --root ~/work/ingest
    headgate mcp . --http 127.0.0.1:8765
    """
    server = build(Workplace.of([repo, *root], settings, models=models))
    if http:
        host, port = address(http)
        print(f"headgate: answering at http://{host}:{port}/mcp", file=sys.stderr, flush=True)
        serve(server, host, port, os.environ.get(TOKEN, ""))
    else:
        server.run("stdio")

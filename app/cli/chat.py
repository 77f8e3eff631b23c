"""`headgate chat`: the page in the browser."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from typing import Annotated

import typer

from app.cli.options import Repo, SettingsFile
from headgate.errors import HeadgateError
from headgate.settings import load

app = typer.Typer(add_completion=False)
Host = Annotated[str, typer.Option("--host", help="Where to listen.")]
Port = Annotated[int, typer.Option("--port", min=0, max=65_535)]


@app.command()
def chat(repo: Repo = Path(), host: Host = "127.0.0.1", port: Port = 7860, settings: SettingsFile = None) -> None:
    """Open the chat: ask about a review in the browser, with or without models.

    \b
    headgate chat ../warehouse --port 7860
    """
    chosen = load(settings) if settings else None
    try:
        page = import_module("app.chat")
    except ModuleNotFoundError as error:
        raise HeadgateError("The chat needs gradio; install Headgate with all its dependencies.") from error
    page.launch(repo=repo, host=host, port=port, settings=chosen)

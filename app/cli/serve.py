"""`headgate serve`: the GitHub webhook."""

from __future__ import annotations

import os
import sys
import threading
from pathlib import Path
from typing import Annotated

import platformdirs
import typer
import uvicorn

from app.github.queue import Queue
from app.github.webhook import webhook
from app.github.worker import work_through
from app.report.clean import folded

app = typer.Typer(add_completion=False)
Host = Annotated[str, typer.Option("--host", help="Where to listen; leave it to a proxy to face the network.")]
Port = Annotated[int, typer.Option("--port", min=0, max=65_535)]
State = Annotated[
    Path | None, typer.Option("--queue", metavar="FILE", help="Where deliveries and work are remembered.")
]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Review, and post nothing.")]
NoModels = Annotated[bool, typer.Option("--no-models", help="The analyzers alone.")]


@app.command()
def serve(
    host: Host = "127.0.0.1",
    port: Port = 8080,
    queue: State = None,
    dry_run: DryRun = False,
    no_models: NoModels = False,
) -> None:
    """Take GitHub's webhook deliveries and review each pull request that is opened or pushed to.

    The secret is read from HEADGATE_WEBHOOK_SECRET, the token from HEADGATE_GITHUB_TOKEN. Deliveries come to
    /webhook; /health tells how much work waits.

    \b
    headgate serve --port 8080 --dry-run
    """
    waiting = Queue(queue or Path(platformdirs.user_state_dir("headgate")) / "github.sqlite3")
    application = webhook(os.environ.get("HEADGATE_WEBHOOK_SECRET", "").encode(), waiting)
    options = [*(["--dry-run"] if dry_run else []), *(["--no-models"] if no_models else [])]
    stop = threading.Event()
    worker = threading.Thread(target=work_through, args=(waiting, stop, _tell, options), daemon=True)
    worker.start()
    try:
        uvicorn.run(application, host=host, port=port, log_level="warning")
    finally:
        stop.set()
        waiting.arrived.set()


def _tell(words: str) -> None:
    print(f"headgate: {folded(words)}", file=sys.stderr, flush=True)

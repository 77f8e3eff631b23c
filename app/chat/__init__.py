"""The chat page: choose what to review, watch the stations, read findings and lineage, ask, accept or dismiss.

Gradio is imported nowhere else.
"""

from __future__ import annotations

from pathlib import Path

from headgate.settings import Settings


def launch(
    *, repo: Path | None = None, host: str = "127.0.0.1", port: int = 7860, settings: Settings | None = None
) -> None:
    """Serve the page until it is stopped, with `repo` filled in; it needs nothing but this machine."""
    from app.chat.page import serve  # noqa: PLC0415 - gradio takes seconds to import

    serve(host, port, settings, str(repo.resolve()) if repo else "")

"""Long work beside the protocol: in a thread, one at a time, telling how far it is."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import Any, TypeAlias, TypeVar

import anyio
import anyio.from_thread
import anyio.to_thread
from mcp.server.mcpserver import Context

from headgate.rules.gather import Progress

Made = TypeVar("Made")
Asked: TypeAlias = Context[Any, Any]
"""One call of a tool."""
_PAUSE = 0.3
"""Seconds between two lines of progress."""
_one_at_a_time = anyio.CapacityLimiter(1)
_working = threading.Lock()
"""A call that was let go works on beside the next one, unless that one waits."""
_WORDS = {"facts": "reading files", "rules": "running rules", "specialist": "asking specialists"}


async def worked(asked: Asked, work: Callable[[Progress], Made]) -> Made:
    """What `work` makes. A call that the client cancels is let go; its thread ends by itself."""

    def run() -> Made:
        told = 0.0

        def progress(station: str, done: int, of: int) -> None:
            nonlocal told
            now = time.monotonic()
            if done >= of or now - told >= _PAUSE:
                told = now
                anyio.from_thread.run(asked.report_progress, done, of or None, _WORDS.get(station, station))

        with _working:
            return work(progress)

    return await anyio.to_thread.run_sync(run, abandon_on_cancel=True, limiter=_one_at_a_time)

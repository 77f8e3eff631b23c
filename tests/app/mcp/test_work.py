"""Long work goes on in a thread when its call is let go; the next call must not meet it there."""

from __future__ import annotations

import asyncio
import threading
from typing import Any

from app.mcp.work import worked
from headgate.rules.gather import Progress


def test_work_that_was_let_go_is_not_met_by_the_next() -> None:
    begun, may_end = threading.Event(), threading.Event()
    inside = 0
    most = 0

    def work(progress: Progress, first: bool = False) -> None:
        nonlocal inside, most
        inside += 1
        most = max(most, inside)
        if first:
            begun.set()
            may_end.wait()
        inside -= 1

    async def talk() -> None:
        asked: Any = None
        first = asyncio.create_task(worked(asked, lambda progress: work(progress, first=True)))
        await asyncio.to_thread(begun.wait)
        first.cancel()
        await asyncio.gather(first, return_exceptions=True)
        second = asyncio.create_task(worked(asked, work))
        # Long enough for a thread to start; a slower one proves nothing and breaks nothing.
        await asyncio.wait({second}, timeout=0.5)
        may_end.set()
        await second

    asyncio.run(talk())
    assert most == 1

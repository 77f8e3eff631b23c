"""The worker: one review after the other, each in a process of its own."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Callable, Sequence

from app.github.queue import Queue, Work

_LONGEST = 3_600.0
"""Seconds that one review may take."""
_PAUSE = 1.0

Tell = Callable[[str], None]


def command_for(work: Work, options: Sequence[str] = ()) -> list[str]:
    """The command line that does `work`; its token stays in the environment."""
    bound = work.binding
    what = ("--repo", bound.repository, "--pr", str(bound.number), "--commit", bound.commit)
    if work.comment:
        heard = [option for option in options if option == "--dry-run"]
        return [sys.executable, "-m", "app", "github", "decide", *what, "--comment", str(work.comment), *heard]
    return [sys.executable, "-m", "app", "github", "review", *what, *options]


def work_through(queue: Queue, stop: threading.Event, tell: Tell, options: Sequence[str] = ()) -> None:
    """Do all work on `queue` until `stop` is set. A review that fails is told and noted, and the next one begins."""
    while not stop.is_set():
        work = queue.next()
        if work is None:
            queue.arrived.wait(_PAUSE)
            continue
        failed, words = _done(command_for(work, options))
        queue.finish(work, failed=failed, words=words)
        tell(words or f"{work.binding}: {'failed' if failed else 'done'}")


def _done(command: Sequence[str]) -> tuple[bool, str]:
    """Whether the command failed, and its last words."""
    try:
        ran = subprocess.run(
            command, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=_LONGEST, check=False
        )
    except subprocess.TimeoutExpired:
        return True, f"The review took over {_LONGEST:g} s and was ended."
    lines = (ran.stdout + "\n" + ran.stderr).strip().splitlines()
    return ran.returncode not in (0, 1), lines[-1] if lines else ""

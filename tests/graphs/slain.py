"""Reviews that kill themselves, for real and cheaply: `python -m tests.graphs.slain FACTS` reads a line per review.

A line is `BASE FOLDER STATION MOMENT`: the server, where the run lives, and when the process dies: when STATION
begins, or when it ends. Each review is a fork of a process that has imported everything already; the answer is a line
with the signal that ended it.
"""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path

from agents.model import _litellm
from graphs.review import run
from headgate.facts.cache import Cache
from tests.graphs import shop


def main(facts: str) -> None:
    _litellm()
    for line in sys.stdin:
        base, folder, station, moment = line.split()
        process = os.fork()
        if not process:
            _die(base, folder, station, moment, facts)
        _, status = os.waitpid(process, 0)
        print(os.WTERMSIG(status) if os.WIFSIGNALED(status) else -1, flush=True)


def _die(base: str, folder: str, station: str, moment: str, facts: str) -> None:
    for name in ("STATE", "DATA", "CACHE"):
        os.environ[f"XDG_{name}_HOME"] = f"{folder}/{name.lower()}"
    begun = 0

    def progress(name: str, done: int, started: int) -> None:
        nonlocal begun
        if name == station and (moment == "begins" or done > begun):
            os.kill(os.getpid(), signal.SIGKILL)
        begun = done if name == station else begun

    try:
        run(shop.checkout(base, timeout=60.0), models=True, run_id="slain", progress=progress, cache=Cache(Path(facts)))
    finally:
        os._exit(1)


if __name__ == "__main__":
    main(*sys.argv[1:])

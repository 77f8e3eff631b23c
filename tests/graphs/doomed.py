"""A review in a process of its own, to be killed: `python -m tests.graphs.doomed BASE RUN FACTS [STATION]`.

With a station it kills itself when that station begins.
"""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path

from graphs.review import run
from headgate.facts.cache import Cache
from tests.graphs import shop


def main(base: str, run_id: str, facts: str, station: str = "") -> None:
    def progress(name: str, done: int, of: int) -> None:
        if name == station:
            os.kill(os.getpid(), signal.SIGKILL)

    run(shop.checkout(base, timeout=60.0), models=True, run_id=run_id, progress=progress, cache=Cache(Path(facts)))


if __name__ == "__main__":
    main(*sys.argv[1:])

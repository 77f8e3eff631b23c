"""Telling what goes on, on standard error: a bar at a terminal, a line a station elsewhere."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, TextColumn
from rich.progress import Progress as Bar

from headgate.rules.gather import Progress

_WORDS = {
    "facts": "reading files",
    "rules": "running rules",
    "specialist": "asking specialists",
    "jury": "asking juries",
}
_PATIENCE = 2.0
"""Seconds before plain lines say anything: short work needs no report."""


@contextmanager
def told() -> Iterator[Progress]:
    """A function to report progress to, as `(station, done, of)`."""
    if sys.stderr.isatty():
        with _bar() as report:
            yield report
    else:
        yield _lines()


@contextmanager
def _bar() -> Iterator[Progress]:

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    with Bar(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("starting", total=None)

        def report(station: str, done: int, of: int) -> None:
            bar.update(task, description=_WORDS.get(station, station), completed=done, total=of or None)

        yield report


def _lines() -> Progress:
    started = time.monotonic()
    said: set[str] = set()

    def report(station: str, done: int, of: int) -> None:
        if station not in said and done < of and of > 1 and time.monotonic() - started > _PATIENCE:
            said.add(station)
            print(f"headgate: {_WORDS.get(station, station)} ({done:,} of {of:,})", file=sys.stderr, flush=True)

    return report

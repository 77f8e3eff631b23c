"""Speed and memory, measured on this machine: `python -m evals.bench [MEASURE …] [--runs N]`.

Each figure is the median of several runs, in new processes where a user would start one. Ratios compare with
something that ran just before on the same machine, since seconds alone say as much of the machine as of Headgate.
"""

from __future__ import annotations

import argparse
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from statistics import median

import sqlglot
from rich.console import Console
from rich.table import Table

from evals import generated
from headgate.facts.cache import Cache
from headgate.rules.gather import gather
from headgate.settings import Settings
from headgate.source.snapshot import FolderSnapshot

ROOT = Path(__file__).parents[1]
QUERIES = 1_000
SMALL_FILES = 10_000
_DIALECT = "snowflake"
_SIZES_IN_MB = 1024**2 if sys.platform == "darwin" else 1024
"""getrusage counts bytes on macOS and kilobytes elsewhere."""


@dataclass(frozen=True)
class Figure:
    """One row of the table."""

    what: str
    value: float
    unit: str = "s"
    ratio: str = ""
    """What it is compared with, and how much of that it is."""


def help_start(runs: int) -> Iterator[Figure]:
    """How long `headgate --help` takes, against Python alone."""
    bare = _median(runs, lambda: _timed("-c", "pass"))
    started = _median(runs, lambda: _timed("-m", "app", "--help"))
    yield Figure("python -c pass", bare)
    yield Figure("headgate --help", started, ratio=f"{started / bare:.1f} × python alone")


def check_example(runs: int) -> Iterator[Figure]:
    """How long `headgate check` takes on the example's change, without kept facts and with them."""
    example = ("examples/lakehouse", "--patch", "examples/lakehouse.patch", "--fail-on", "never", "--format", "json")

    def check(kept: Path) -> float:
        return _timed("-m", "app", "check", *example, XDG_CACHE_HOME=str(kept))

    def cold() -> float:
        with tempfile.TemporaryDirectory() as empty:
            return check(Path(empty))

    without = _median(runs, cold)
    with tempfile.TemporaryDirectory() as kept:
        check(Path(kept))
        again = _median(runs, lambda: check(Path(kept)))
    yield Figure("headgate check, ten-file change, cold", without)
    yield Figure("headgate check, ten-file change, warm", again, ratio=f"{again / without:.2f} × cold")


def read_queries(runs: int) -> Iterator[Figure]:
    """How long the facts of 1,000 queries take, against the parser alone, and again after one file changed."""
    parsed, cold, warm = [], [], []
    for _ in range(runs):
        with tempfile.TemporaryDirectory() as scratch:
            root, kept = Path(scratch, "repository"), Path(scratch, "facts.sqlite3")
            generated.lay_out_queries(root, QUERIES)
            parsed.append(_seconds(lambda: _parse_all(root)))  # noqa: B023 - called at once
            cold.append(_seconds(lambda: _gather(root, kept)))  # noqa: B023
            changed = next(root.rglob("*.sql"))
            changed.write_text(changed.read_text(encoding="utf-8") + "-- changed\n", encoding="utf-8")
            warm.append(_seconds(lambda: _gather(root, kept)))  # noqa: B023
    parser, first, second = median(parsed), median(cold), median(warm)
    yield Figure(f"sqlglot's compiled parser alone, {QUERIES:,} files, one process", parser)
    told = f"{first / parser:.2f} × the parser alone"
    yield Figure(f"facts and file rules, {QUERIES:,} files, cold, {os.cpu_count()} cores", first, ratio=told)
    yield Figure(f"the same with one file changed, {QUERIES:,} files", second, ratio=f"{second / first:.3f} × cold")


def peak_memory(runs: int) -> Iterator[Figure]:
    """How much memory 10,000 small files take: the program, and the largest of its workers."""
    with tempfile.TemporaryDirectory() as scratch:
        root = Path(scratch)
        generated.lay_out_small_files(root, SMALL_FILES)
        peaks = [_peaks(root) for _ in range(runs)]
    own, worker = median(peak[0] for peak in peaks), median(peak[1] for peak in peaks)
    yield Figure(f"peak memory, {SMALL_FILES:,} small files, the program", own, "MB")
    yield Figure("peak memory, its largest worker", worker, "MB", f"{worker / own:.2f} × the program")


MEASURES: dict[str, tuple[Callable[[int], Iterator[Figure]], int]] = {
    "help": (help_start, 7),
    "check": (check_example, 3),
    "sql": (read_queries, 3),
    "memory": (peak_memory, 1),
}
"""Each with how often it runs unless told otherwise."""


def main() -> None:
    """Measure what was asked for and print it as a table."""
    parser = argparse.ArgumentParser(prog="python -m evals.bench", description="Measure speed and memory.")
    parser.add_argument("measures", nargs="*", metavar="MEASURE", help=f"{', '.join(MEASURES)}; all by default")
    parser.add_argument("--runs", type=int, default=0, help="runs of each measure")
    parser.add_argument("--gather", type=Path, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.gather:
        _gather(given.gather, None)
        print(*(resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)))
        return
    unknown = [name for name in given.measures if name not in MEASURES]
    if unknown or given.runs < 0:
        parser.error(f"there is no measure '{unknown[0]}'" if unknown else "--runs must be 1 or more")
    table = Table("what", "value", "ratio", "runs", box=None)
    for name in given.measures or MEASURES:
        measure, usual = MEASURES[name]
        runs = given.runs or usual
        print(f"measuring {name}, {runs} runs …", file=sys.stderr, flush=True)
        for figure in measure(runs):
            table.add_row(figure.what, f"{figure.value:,.2f} {figure.unit}", figure.ratio, str(runs))
    Console(width=130, highlight=False).print(table)


def _median(runs: int, measure: Callable[[], float]) -> float:
    return median(measure() for _ in range(runs))


def _seconds(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def _timed(*arguments: str, **environment: str) -> float:
    command = [sys.executable, *arguments]
    told = os.environ | environment
    return _seconds(
        lambda: subprocess.run(command, cwd=ROOT, env=told, check=True, capture_output=True, stdin=subprocess.DEVNULL)
    )


def _parse_all(root: Path) -> None:
    for file in sorted(root.rglob("*.sql")):
        sqlglot.parse(file.read_text(encoding="utf-8"), dialect=_DIALECT)


def _gather(root: Path, kept: Path | None) -> None:
    settings = Settings(dialect=_DIALECT)
    gather(FolderSnapshot(root, settings.bounds), settings, Cache(kept))


def _peaks(root: Path) -> tuple[float, float]:
    """Peak resident sizes in MB of a process that reads `root`, and of its largest child."""
    command = [sys.executable, "-m", "evals.bench", "--gather", str(root)]
    done = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True)
    own, child = (int(size) / _SIZES_IN_MB for size in done.stdout.split()[-2:])
    return own, child


if __name__ == "__main__":
    main()

"""SIGKILL at every station of the machine, when it begins and when it ends: what was paid for is not paid for again."""

from __future__ import annotations

import signal
import sqlite3
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from graphs.review import build, resume, run
from headgate.facts.cache import Cache
from headgate.review import Review
from tests.graphs import shop
from tests.graphs.test_resuming import untold
from tests.loopback import Loopback, loopback

STATIONS = [name for name in build().nodes if not name.startswith("__")]
_QUIET = ("intake", "map", "route", "gate", "council", "tally")
"""Their end is the beginning of the next one: nothing is asked or written between."""


@pytest.fixture(scope="module")
def executioner(facts: Path) -> Iterator[subprocess.Popen[str]]:
    command = (sys.executable, "-m", "tests.graphs.slain", str(facts))
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        yield process
        assert process.stdin
        process.stdin.close()


def slain(executioner: subprocess.Popen[str], server: Loopback, folder: Path, station: str, moment: str) -> int:
    """The signal that ended the review."""
    assert executioner.stdin
    assert executioner.stdout
    executioner.stdin.write(f"{server.base} {folder} {station} {moment}\n")
    executioner.stdin.flush()
    return int(executioner.stdout.readline())


@pytest.fixture(scope="module")
def unharmed(facts: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Review, Counter[str]]:
    """The same review without a kill, and the questions that it asked."""
    folder = tmp_path_factory.mktemp("unharmed")
    with pytest.MonkeyPatch.context() as patch, loopback(shop.honest) as server:
        for name in ("STATE", "DATA", "CACHE"):
            patch.setenv(f"XDG_{name}_HOME", str(folder / name.lower()))
        review = run(shop.checkout(server.base), models=True, run_id="unharmed", cache=Cache(facts))
        return review, questions(server)


def questions(server: Loopback) -> Counter[str]:
    """Each question with how often it was asked."""
    return Counter(f"{one['model']} {one['messages']}" for one in server.requests)


def kept(folder: Path) -> int:
    """How many answers were on disk when the process died."""
    file = folder / "cache" / "headgate" / "answers.sqlite3"
    if not file.exists():
        return 0
    with closing(sqlite3.connect(file)) as database:
        return int(database.execute("SELECT count(*) FROM answers").fetchone()[0])


@pytest.mark.parametrize(
    ("station", "moment"),
    [*((one, "begins") for one in STATIONS), *((one, "ends") for one in STATIONS if one not in _QUIET)],
)
def test_killed_there_it_goes_on_and_pays_for_nothing_twice(
    station: str,
    moment: str,
    executioner: subprocess.Popen[str],
    facts: Path,
    tmp_path: Path,
    unharmed: tuple[Review, Counter[str]],
) -> None:
    whole, asked = unharmed
    with loopback(shop.honest) as server:
        assert slain(executioner, server, tmp_path, station, moment) == signal.SIGKILL
        paid, before = kept(tmp_path), len(server.requests)
        review = resume("slain", cache=Cache(facts))
        assert len(server.requests) - before == asked.total() - paid
        assert set(questions(server)) == set(asked)
    assert untold(review) == untold(whole)

"""A review that is killed and goes on: nothing that was paid for is paid for again."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from agents.providers import Bench, Model
from graphs.review import resume, run
from graphs.run_folder import RunFolder
from graphs.state import Assignment
from graphs.stations.route import assignments
from headgate.errors import HeadgateError
from headgate.facts.cache import Cache
from headgate.review import Review
from headgate.review_change import analyse
from tests.graphs import shop
from tests.loopback import Loopback, Say, loopback, role_of


def begun(server: Loopback, facts: Path, station: str = "") -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "tests.graphs.doomed", server.base, "doomed", str(facts), station]
    return subprocess.Popen(command, env=dict(os.environ), stderr=subprocess.DEVNULL)


def calls(server: Loopback) -> dict[str, int]:
    return dict(Counter(role_of(request) for request in server.requests))


def assigned(cache: Cache) -> list[Assignment]:
    return assignments(analyse(shop.checkout(), cache), "", Bench((Model(shop.SPECIALIST, "openai"),)))


def once(server: Loopback) -> set[str]:
    """The roles that were asked at all; a change that reaches nobody needs fewer."""
    asked = set(calls(server))
    assert {"modeling", "orchestration", "spark", "juror"} <= asked
    return asked


def untold(review: Review) -> tuple[object, ...]:
    """A review without what differs between two runs of the same: seconds."""
    verdicts = [(one.fingerprint, one.juror, one.stands, one.reason) for one in review.verdicts]
    return review.findings, verdicts, review.gaps, review.models


@pytest.fixture
def unharmed(cache: Cache) -> Review:
    with loopback(shop.honest) as server:
        return run(shop.checkout(server.base), models=True, run_id="unharmed", cache=cache)


def test_killed_while_specialists_work_only_the_one_in_flight_is_asked_again(
    facts: Path, cache: Cache, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, unharmed: Review
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "fresh"))

    def slow(request: dict[str, Any]) -> Say:
        said = shop.honest(request)
        return Say(said.text, delay=60.0) if role_of(request) == "spark" else said

    with loopback(slow) as server:
        process = begun(server, facts)
        others = len(assigned(cache)) - 1
        kept = RunFolder("doomed").root
        wait_for(lambda: len(list(kept.glob("objects/proposals-*"))) == others and calls(server).get("spark"), process)
        process.send_signal(signal.SIGKILL)
        process.wait()
        server.script = shop.honest
        review = resume("doomed", cache=cache)
        assert calls(server) == {role: 1 + (role == "spark") for role in once(server)} | {"juror": 2}
    assert untold(review) == untold(unharmed)


def test_killed_when_jurors_are_called_each_answer_is_paid_once(
    facts: Path, cache: Cache, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, unharmed: Review
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "fresh"))
    with loopback(shop.honest) as server:
        assert begun(server, facts, "jury").wait(300) == -signal.SIGKILL
        review = resume("doomed", cache=cache)
        assert calls(server) == dict.fromkeys(once(server), 1) | {"juror": 2}
    assert untold(review) == untold(unharmed)


@pytest.mark.parametrize("station", ["intake", "route", "gate", "tally", "remedy", "report", "learn"])
def test_stopped_at_any_station_each_answer_is_paid_once(
    station: str, cache: Cache, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, unharmed: Review
) -> None:
    """As if killed, without the cost of a process: nothing of Headgate catches this exception."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "fresh"))

    def stop(name: str, done: int, of: int) -> None:
        if name == station:
            raise _Killed

    with loopback(shop.honest) as server:
        with pytest.raises(_Killed):
            run(shop.checkout(server.base), models=True, run_id="doomed", cache=cache, progress=stop)
        review = resume("doomed", cache=cache)
        assert calls(server) == dict.fromkeys(once(server), 1) | {"juror": 2}
    assert untold(review) == untold(unharmed)


class _Killed(BaseException):
    pass


def test_a_run_that_nobody_began_cannot_be_resumed() -> None:
    with pytest.raises(HeadgateError, match="There is no run nobody"):
        resume("nobody")


def test_a_run_id_is_no_way_out_of_the_folder() -> None:
    with pytest.raises(HeadgateError, match="is not a run id"):
        resume("../../etc")


def test_a_run_under_way_is_not_touched_by_a_second_process(cache: Cache) -> None:
    with loopback(shop.honest) as server:
        run(shop.checkout(server.base), models=True, run_id="one", cache=cache)
        with RunFolder("one").locked(), pytest.raises(HeadgateError, match="under way"):
            resume("one", cache=cache)


def wait_for(true: Any, process: subprocess.Popen[bytes], seconds: float = 300.0) -> None:
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "it did not come to that"
        assert process.poll() is None, "the process ended early"
        time.sleep(0.02)

"""Servers that hang, die, lie or flood: each is a line in coverage, and none holds the review up or outlives it."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.agents.mcp.shared import ask, opened, rude, whys

ENDED = "it ended without an answer"


@pytest.mark.parametrize(
    ("way", "why"),
    [
        ("dies when asked", ENDED),
        ("writes a line without end", f"{ENDED}; its last words: it wrote more than may be read"),
        ("lies about its input", "its schema is not a JSON Schema that can be read"),
        ("lies about its output", "its answer is not what its own schema says: rows does not fit (type)"),
        ("answers with an error", "it answered with an error (no [31m luck)"),
    ],
)
def test_misbehaviour_is_told_as_what_it_is(way: str, why: str, tmp_path: Path) -> None:
    with opened(tmp_path, rude(way), "ask", network=False) as outside:
        assert ask(outside, "ask")
    assert whys(outside) == [why]


@pytest.mark.parametrize("way", ["lists nonsense", "answers nonsense", "wants input"])
def test_nonsense_is_not_taken_for_an_answer(way: str, tmp_path: Path) -> None:
    with opened(tmp_path, rude(way), "ask", network=False) as outside:
        assert "gave no answer" in ask(outside, "ask")
    assert whys(outside)[0].startswith("its answer was not what the protocol or its own schema says")


@pytest.mark.parametrize(
    ("way", "why"),
    [
        ("never starts", "it did not start within 1 s"),
        ("hangs", "it did not answer within 1 s"),
        ("writes no JSON", "it did not answer within 1 s"),
    ],
)
def test_a_server_that_hangs_is_waited_for_as_long_as_was_said(way: str, why: str, tmp_path: Path) -> None:
    with opened(tmp_path, rude(way), "ask", network=False, timeout=1) as outside:
        assert "gave no answer" in ask(outside, "ask")
    # A busy machine may not have started it within the second.
    assert whys(outside)[0] in (why, "it did not start within 1 s")


def test_last_words_tell_why_a_server_ended_and_hold_no_password(tmp_path: Path) -> None:
    with opened(tmp_path, rude("dies at once"), "ask", network=False) as outside:
        ask(outside, "ask")
    assert whys(outside) == [
        f"{ENDED}; its last words: DATABASE_URL=postgresql://etl:[masked secret]@db/shop is not set"
    ]


def test_a_server_that_failed_is_not_asked_again(tmp_path: Path) -> None:
    with opened(tmp_path, rude("dies when asked"), "ask", network=False) as outside:
        ask(outside, "ask")
        assert f"no longer asked: {ENDED}" in ask(outside, "ask")
    assert whys(outside) == [ENDED]


def test_regular_expressions_of_a_stranger_are_not_run(tmp_path: Path) -> None:
    with opened(tmp_path, rude("hangs regular expressions"), "ask", network=False) as outside:
        assert "an answer" in ask(outside, "ask")


def test_a_request_to_sample_is_refused(tmp_path: Path) -> None:
    with opened(tmp_path, rude("asks first"), "ask", network=False) as outside:
        assert "Sampling not supported" in ask(outside, "ask")


def test_a_list_without_end_ends(tmp_path: Path) -> None:
    with opened(tmp_path, rude("lists without end"), "ask", network=False) as outside:
        assert "an answer" in ask(outside, "ask")


def _gone(process: int) -> bool:
    """Whether a process has ended; one that nobody has waited for yet counts as ended."""
    try:
        return Path(f"/proc/{process}/stat").read_text().rsplit(")", 1)[1].split()[0] == "Z"
    except (FileNotFoundError, ProcessLookupError):
        return True


def _await_end(processes: list[int]) -> bool:
    for _ in range(200):
        if all(map(_gone, processes)):
            return True
        time.sleep(0.1)
    return False


linux = pytest.mark.skipif(
    not sys.platform.startswith("linux"), reason="processes are bound to their parent by prctl(2)"
)


@linux
def test_what_a_server_left_behind_ends_with_the_review(tmp_path: Path) -> None:
    told = tmp_path / "processes"
    with opened(tmp_path, rude("leaves children", str(told)), "ask", network=False) as outside:
        assert "an answer" in ask(outside, "ask")
        processes = [int(number) for number in told.read_text().split()]
        assert len(processes) == 2
        assert not any(map(_gone, processes))
    assert _await_end(processes)


_REVIEW = """
import os, sys, signal
from pathlib import Path
from tests.agents.mcp.shared import ask, opened, rude
folder = Path(sys.argv[1])
with opened(folder, rude("leaves children", str(folder / "processes")), "ask", network=False) as outside:
    assert "an answer" in ask(outside, "ask")
    os.kill(os.getpid(), signal.SIGKILL)
"""


@linux
def test_no_server_outlives_a_review_that_was_killed(tmp_path: Path) -> None:
    here = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}
    done = subprocess.run([sys.executable, "-c", _REVIEW, str(tmp_path)], env=here, check=False)
    assert done.returncode == -signal.SIGKILL
    processes = [int(number) for number in (tmp_path / "processes").read_text().split()]
    assert _await_end(processes)


def test_the_test_server_speaks_json(tmp_path: Path) -> None:
    """The rude server is a server at all, or the tests above would show nothing."""
    message = json.dumps({"jsonrpc": "2.0", "id": 1, "method": "tools/list"}) + "\n"
    command = rude("well behaved")
    done = subprocess.run(
        [command["command"], *command["args"]], input=message, capture_output=True, text=True, check=True
    )
    assert json.loads(done.stdout)["result"]["tools"][0]["name"] == "ask"

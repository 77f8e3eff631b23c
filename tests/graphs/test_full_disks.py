"""Disks that are full, folders that cannot be written, stores that someone else holds."""

from __future__ import annotations

import errno
import fcntl
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from agents.answers import Answers, default_path
from graphs.review import resume, run
from graphs.run_folder import RunFolder
from headgate.errors import HeadgateError
from headgate.facts.cache import Cache
from headgate.finding import Proof
from headgate.gap import GapKind
from headgate.review import Review
from knowledge.store import default_path as knowledge_path
from knowledge.store.edge import EdgeStore
from tests.graphs import shop
from tests.loopback import Loopback, loopback


def reviewed(server: Loopback, cache: Cache, run_id: str = "one") -> Review:
    return run(shop.checkout(server.base), models=True, run_id=run_id, cache=cache)


def told(review: Review) -> list[str]:
    return [gap.why for gap in review.gaps if gap.kind is GapKind.UNAVAILABLE]


@pytest.mark.parametrize("room", range(1, 9))
def test_on_a_disk_that_fills_up_a_run_stops_and_goes_on_when_there_is_room(
    room: int, cache: Cache, monkeypatch: pytest.MonkeyPatch
) -> None:
    """So many files of the run can be written, then none."""
    written = 0
    write = RunFolder.write

    def bounded(folder: RunFolder, name: str, data: bytes) -> None:
        nonlocal written
        written += 1
        if written > room:
            raise OSError(errno.ENOSPC, "No space left on device", str(folder.root / name))
        write(folder, name, data)

    with loopback(shop.honest) as server:
        with monkeypatch.context() as patch:
            patch.setattr(RunFolder, "write", bounded)
            with pytest.raises(OSError, match="No space left"):
                reviewed(server, cache)
        review = resume("one", cache=cache)
        questions = [f"{one['model']} {one['messages']}" for one in server.requests]
    assert len(questions) == len(set(questions))
    assert any(finding.proof is Proof.ARGUED for finding in review.findings)


def test_checkpoints_that_cannot_be_written_are_a_sentence(cache: Cache, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(path: Path) -> None:
        raise sqlite3.OperationalError("database or disk is full")

    with loopback(shop.honest) as server:
        with monkeypatch.context() as patch:
            patch.setattr("graphs.review.saver", full)
            with pytest.raises(HeadgateError, match=r"database or disk is full.*--resume one"):
                reviewed(server, cache)
        assert resume("one", cache=cache).findings


def test_a_state_folder_that_is_no_folder_is_an_error_of_the_system(
    cache: Cache, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The front door makes a sentence of it."""
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "file"))
    with loopback(shop.honest) as server, pytest.raises(NotADirectoryError):
        reviewed(server, cache)


def test_answers_that_cannot_be_kept_are_told_and_the_review_is_whole(cache: Cache) -> None:
    default_path().parent.mkdir(parents=True)
    default_path().write_bytes(b"this is no database" * 100)
    with loopback(shop.honest) as server:
        review = reviewed(server, cache)
    assert any(finding.proof is Proof.ARGUED for finding in review.findings)
    assert any("answers cannot be kept" in why for why in told(review))


def test_kept_answers_that_someone_else_writes_cost_a_wait_and_no_review(
    cache: Cache, monkeypatch: pytest.MonkeyPatch
) -> None:
    Answers(default_path()).close()
    connect = sqlite3.connect
    monkeypatch.setattr(
        "agents.answers.sqlite3.connect", lambda path, **how: connect(path, **(how | {"timeout": 0.05}))
    )
    with closing(connect(default_path(), isolation_level=None)) as other, loopback(shop.honest) as server:
        other.execute("BEGIN EXCLUSIVE")
        review = reviewed(server, cache)
        other.execute("ROLLBACK")
    assert any(finding.proof is Proof.ARGUED for finding in review.findings)
    assert any("answers cannot be kept" in why for why in told(review))


def test_knowledge_that_someone_else_holds_is_told_and_the_review_is_whole(
    cache: Cache, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(EdgeStore.__init__, "__defaults__", (0.1,))
    folder = knowledge_path()
    folder.mkdir(parents=True)
    with (folder / "lock").open("w") as lock, loopback(shop.honest) as server:
        fcntl.flock(lock, fcntl.LOCK_EX)
        review = reviewed(server, cache)
    assert any(finding.proof is Proof.ARGUED for finding in review.findings)
    assert any("knowledge" in gap.what and gap.kind is GapKind.UNAVAILABLE for gap in review.gaps)


def test_facts_that_someone_else_holds_are_made_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "facts.sqlite3"
    Cache(path)
    connect = sqlite3.connect
    monkeypatch.setattr(
        "headgate.facts.cache.sqlite3.connect", lambda at, **how: connect(at, **(how | {"timeout": 0.05}))
    )
    with closing(connect(path, isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        review = run(shop.checkout(), models=False, run_id="one", cache=Cache(path))
        other.execute("ROLLBACK")
    assert review.findings


def test_of_two_reviews_under_one_name_the_second_is_refused(cache: Cache) -> None:
    with loopback(shop.honest) as server, RunFolder("one").locked():
        with pytest.raises(HeadgateError, match="under way"):
            reviewed(server, cache)
        assert not server.requests

"""The webhook: forged, replayed, malformed and good deliveries."""

from __future__ import annotations

import hashlib
import hmac
import json
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from app.github import worker
from app.github.binding import Binding
from app.github.queue import Queue
from app.github.webhook import webhook
from headgate.errors import HeadgateError

SECRET = b"shared"
HEAD = "a" * 40


@pytest.fixture
def queue(tmp_path: Path) -> Iterator[Queue]:
    made = Queue(tmp_path / "state" / "queue.sqlite3")
    yield made
    made.close()


def event(action: str = "opened", head: str = HEAD, **more: Any) -> bytes:
    pull = {"number": 7, "head": {"sha": head}, **more}
    return json.dumps({"action": action, "pull_request": pull, "repository": {"full_name": "acme/shop"}}).encode()


def deliver(
    queue: Queue, body: bytes, delivery: str = "d1", kind: str = "pull_request", secret: bytes = SECRET
) -> tuple[int, bool]:
    signature = "sha256=" + hmac.new(secret, body, hashlib.sha256).hexdigest()
    headers = {"X-Hub-Signature-256": signature, "X-GitHub-Event": kind, "X-GitHub-Delivery": delivery}
    answer = TestClient(webhook(SECRET, queue)).post("/webhook", content=body, headers=headers)
    return answer.status_code, bool(answer.json().get("queued"))


def test_an_opened_pull_request_is_queued(queue: Queue) -> None:
    assert deliver(queue, event()) == (202, True)
    work = queue.next()
    assert work is not None
    assert work.binding == Binding("acme/shop", 7, HEAD)
    assert queue.next() is None


def test_a_forged_delivery_is_refused(queue: Queue) -> None:
    assert deliver(queue, event(), secret=b"other")[0] == 401
    assert queue.next() is None


@pytest.mark.parametrize("signature", ["", "sha1=abc", "sha256=", "sha256=é"])
def test_a_delivery_without_a_signature_is_refused(queue: Queue, signature: str) -> None:
    headers = {b"X-Hub-Signature-256": signature.encode(), b"X-GitHub-Event": b"pull_request"}
    answer = TestClient(webhook(SECRET, queue)).post("/webhook", content=event(), headers=headers)
    assert answer.status_code == 401


@pytest.mark.parametrize("delivery", ["d1", "d2"])
def test_a_replay_is_not_queued_again_even_under_another_id(queue: Queue, delivery: str) -> None:
    deliver(queue, event())
    assert deliver(queue, event(), delivery) == (200, False)
    assert queue.states() == {"waiting": 1}


@pytest.mark.parametrize(
    ("body", "kind"), [(event("closed"), "pull_request"), (event(draft=True), "pull_request"), (b"{}", "ping")]
)
def test_what_asks_for_nothing_queues_nothing(queue: Queue, body: bytes, kind: str) -> None:
    status, queued = deliver(queue, body, kind=kind)
    assert status in (200, 202)
    assert not queued


@pytest.mark.parametrize("body", [b"", b"[]", b"{", event(head="main"), event().replace(b"acme/shop", b"../../x")])
def test_a_malformed_delivery_is_refused(queue: Queue, body: bytes) -> None:
    assert deliver(queue, body)[0] == 400
    assert queue.next() is None


def test_a_second_push_overtakes_the_first(queue: Queue) -> None:
    deliver(queue, event())
    deliver(queue, event("synchronize", "b" * 40), "d2")
    work = queue.next()
    assert work is not None
    assert work.binding.commit == "b" * 40
    assert queue.states() == {"overtaken": 1, "running": 1}


def test_work_that_ran_when_the_process_ended_is_done_again(tmp_path: Path) -> None:
    path = tmp_path / "q.sqlite3"
    first = Queue(path)
    deliver(first, event())
    assert first.next() is not None
    first.close()
    second = Queue(path)
    assert second.next() is not None
    assert deliver(second, event()) == (200, False)
    second.close()


def test_without_a_secret_nothing_is_served(queue: Queue) -> None:
    with pytest.raises(HeadgateError, match="HEADGATE_WEBHOOK_SECRET"):
        webhook(b"", queue)


def test_the_worker_goes_on_after_a_failure(queue: Queue, monkeypatch: pytest.MonkeyPatch) -> None:
    deliver(queue, event())
    deliver(queue, event().replace(b'"number": 7', b'"number": 8'), "d2")
    stop, heard = threading.Event(), []

    def tell(words: str) -> None:
        heard.append(words)
        if len(heard) == 2:
            stop.set()

    ends = iter([(True, "headgate: no token"), (False, "posted")])
    monkeypatch.setattr(worker, "_done", lambda _: next(ends))
    worker.work_through(queue, stop, tell)
    assert heard == ["headgate: no token", "posted"]
    assert queue.states() == {"failed": 1, "done": 1}


def test_no_token_stands_on_the_command_line(queue: Queue, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HEADGATE_GITHUB_TOKEN", "s3cret")
    deliver(queue, event())
    work = queue.next()
    assert work is not None
    assert "s3cret" not in " ".join(worker.command_for(work))


def said(action: str = "created", body: str = "/headgate dismiss we know", **more: Any) -> bytes:
    comment = {"id": 55, "body": body, "in_reply_to_id": 54, **more}
    told = json.loads(event(action))
    return json.dumps(told | {"comment": comment}).encode()


ANSWER = "pull_request_review_comment"


def test_an_answer_to_headgate_is_queued_and_heard_once(queue: Queue) -> None:
    assert deliver(queue, said(), kind=ANSWER) == (202, True)
    assert deliver(queue, said(), "d2", kind=ANSWER) == (200, False)
    work = queue.next()
    assert work is not None
    assert (work.binding, work.comment) == (Binding("acme/shop", 7, HEAD), 55)
    command = worker.command_for(work, ["--no-models", "--dry-run"])
    assert command[3:5] == ["github", "decide"]
    assert command[-3:] == ["--comment", "55", "--dry-run"]
    assert queue.next() is None


@pytest.mark.parametrize(
    "body",
    [
        said("edited"),
        said("deleted"),
        said(body="I would /headgate dismiss it"),
        said(body="> /headgate dismiss we know"),
        said(in_reply_to_id=None),
        event("created"),
    ],
)
def test_talk_changes_and_deletions_ask_for_nothing(queue: Queue, body: bytes) -> None:
    assert deliver(queue, body, kind=ANSWER) == (202, False)
    assert queue.next() is None


def test_a_forged_answer_is_refused(queue: Queue) -> None:
    assert deliver(queue, said(), kind=ANSWER, secret=b"other")[0] == 401
    assert queue.next() is None


def test_a_push_overtakes_reviews_and_no_answer(queue: Queue) -> None:
    deliver(queue, event(), "d1")
    deliver(queue, said(), "d2", kind=ANSWER)
    deliver(queue, event("synchronize", "b" * 40), "d3")
    waiting = [queue.next(), queue.next()]
    assert [(one.comment, one.binding.commit[0]) for one in waiting if one] == [(55, "a"), (0, "b")]
    assert queue.states() == {"overtaken": 1, "running": 2}


def test_a_queue_of_an_older_version_goes_on(tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "queue.sqlite3")) as database, database:
        database.execute(
            "CREATE TABLE work (id INTEGER PRIMARY KEY, repository TEXT NOT NULL, number INTEGER NOT NULL, "
            "head TEXT NOT NULL, state TEXT NOT NULL DEFAULT 'waiting', words TEXT NOT NULL DEFAULT '')"
        )
        database.execute("INSERT INTO work (repository, number, head) VALUES ('acme/shop', 7, ?)", (HEAD,))
    with closing(Queue(tmp_path / "queue.sqlite3")) as queue:
        work = queue.next()
        assert work is not None
        assert (work.binding.number, work.comment) == (7, 0)

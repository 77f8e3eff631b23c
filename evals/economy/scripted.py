"""A server with models that answer by script, as large a prompt as they are sent; they hold no opinion."""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from agents.model import tokens_of

_ADDED = re.compile(r"^\+(?! *\d+ \|)(?=.*\w.*\w)(.+)$", re.M)
_NUMBERED = re.compile(r"^\+ *\d+ \| (.+)$", re.M)
_PATH = re.compile(r"^[\w./-]+\.\w+$", re.M)


@dataclass
class Scripted:
    """A running server, and the prompts it was sent."""

    port: int
    claims: int
    """Faults that are claimed in each prompt of specialists."""
    rounds: int
    """Times that something is looked up in each prompt before the report."""
    prompts: list[dict[str, Any]] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)

    @property
    def base(self) -> str:
        return f"http://127.0.0.1:{self.port}/v1"


@contextmanager
def scripted(claims: int, rounds: int) -> Iterator[Scripted]:
    """Models that claim and look up so much, and jurors that hold every claim."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    server.daemon_threads = True
    running = Scripted(server.server_port, claims, rounds)
    server.scripted = running  # type: ignore[attr-defined]
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
    try:
        yield running
    finally:
        server.shutdown()
        server.server_close()


class _Handler(BaseHTTPRequestHandler):
    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the name is the library's
        """Say nothing."""

    def do_POST(self) -> None:
        running: Scripted = self.server.scripted  # type: ignore[attr-defined]
        request = json.loads(self.rfile.read(int(self.headers["content-length"])))
        with running.lock:
            running.prompts.append(request)
        message = _answer(request, running)
        usage = {"prompt_tokens": tokens_of(request), "completion_tokens": 100, "total_tokens": 0}
        choice = {"index": 0, "finish_reason": "stop", "message": {"role": "assistant", **message}}
        whole = {"id": "scripted", "object": "chat.completion", "created": 1, "model": request["model"]}
        body = json.dumps({**whole, "choices": [choice], "usage": usage}).encode()
        self.send_response(200)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


def _answer(request: dict[str, Any], running: Scripted) -> dict[str, Any]:
    messages = request["messages"]
    asked = str(messages[1]["content"])
    if str(messages[0]["content"]).startswith("You judge claims"):
        return {"content": json.dumps({"judgements": _judged(asked)})}
    done = sum(message["role"] == "assistant" for message in messages)
    if done < running.rounds:
        return {"content": None, "tool_calls": [_call(done, path) for path in _PATH.findall(asked)[done : done + 1]]}
    return {"content": json.dumps({"candidates": _claimed(asked, running.claims)})}


def _call(number: int, path: str) -> dict[str, Any]:
    arguments = json.dumps({"path": path})
    return {"id": f"call_{number}", "type": "function", "function": {"name": "read_file", "arguments": arguments}}


def _claimed(asked: str, most: int) -> list[dict[str, Any]]:
    """Claims that quote lines which the prompt shows as added, so that they pass the gate and come before jurors."""
    found: list[dict[str, Any]] = []
    path = ""
    for line in asked.split("\n"):
        if _PATH.match(line):
            path = line
        added = _ADDED.match(line)
        if added and path and all(one["path"] != path for one in found):
            found.append(
                {
                    "rule": "scripted-claim",
                    "path": path,
                    "quote": added.group(1),
                    "message": f"A scripted claim about {path}, which says nothing of a model's opinion.",
                    "entity": path,
                }
            )
    return found[:most]


def _judged(asked: str) -> list[dict[str, Any]]:
    said = []
    for number, part in enumerate(asked.split("# Claim ")[1:], start=1):
        holds = "It is so that" in part
        quote = _NUMBERED.search(part)
        answer = {
            "claim": number,
            "reason": "scripted",
            "scenario": "scripted",
            "quote": quote.group(1) if quote else "",
        }
        said.append(answer | {"holds": "yes" if holds else "no", "answer": "stands" if holds else "does not stand"})
    return said

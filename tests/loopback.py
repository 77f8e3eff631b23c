"""A loopback OpenAI-compatible server with scripted answers: the only models that tests ever ask."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass(frozen=True)
class Say:
    """An answer: text, or one of the ways in which servers fail."""

    text: str = ""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    delay: float = 0.0
    cut: bool = False
    """Close the connection in the middle of the body."""
    raw: bytes | None = None
    """Instead of a chat completion."""
    as_tool_call: bool = False
    """The text is the arguments of a call of the tool `answer`."""
    tools: tuple[tuple[str, Any], ...] = ()
    """Calls of tools, each a name and its arguments; a string stands for arguments that are no JSON object."""
    drip: float = 0.0
    """Seconds between the pieces of a body that comes piece by piece."""
    prompt_tokens: int = 100
    completion_tokens: int = 20


Script = Callable[[dict[str, Any]], Say]
"""From the request's body to the answer."""


@dataclass
class Loopback:
    """A running server, and what it was asked."""

    port: int
    script: Script
    requests: list[dict[str, Any]] = field(default_factory=list)
    keys: list[str] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)

    @property
    def base(self) -> str:
        return f"http://127.0.0.1:{self.port}/v1"

    def asked_of(self, model: str) -> list[dict[str, Any]]:
        return [request for request in self.requests if request["model"] == model]


def says(value: object, **how: Any) -> Say:
    """`value` as JSON."""
    return Say(json.dumps(value), **how)


def calls_tools(*calls: tuple[str, Any], **how: Any) -> Say:
    """An answer that calls tools: `calls_tools(("read_file", {"path": "a.sql"}))`."""
    return Say(tools=calls, **how)


def tool_results(request: dict[str, Any]) -> list[str]:
    """What tools answered so far in the conversation of a request."""
    return [str(message["content"]) for message in request["messages"] if message["role"] == "tool"]


def offered(request: dict[str, Any]) -> list[str]:
    """The names of the tools that a request offers."""
    return [tool["function"]["name"] for tool in request.get("tools", [])]


def role_of(request: dict[str, Any]) -> str:
    """Which role a request is made for, told by its charter: a specialist's name, `juror` or `arbiter`."""
    system = str(request["messages"][0]["content"])
    if system.startswith("You judge claims"):
        return "juror"
    if system.startswith("You decide a claim"):
        return "arbiter"
    start = system.index('"this file has ') + len('"this file has ')
    return system[start : system.index("/", start)]


@contextmanager
def loopback(script: Script) -> Iterator[Loopback]:
    """A server on 127.0.0.1 that answers by `script`."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    server.daemon_threads = True
    running = Loopback(server.server_port, script)
    server.loopback = running  # type: ignore[attr-defined]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield running
    finally:
        server.shutdown()
        server.server_close()


class _Handler(BaseHTTPRequestHandler):
    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
        pass

    def do_POST(self) -> None:
        running: Loopback = self.server.loopback  # type: ignore[attr-defined]
        request = json.loads(self.rfile.read(int(self.headers["content-length"])))
        with running.lock:
            running.requests.append(request)
            running.keys.append(str(self.headers.get("authorization", "")).removeprefix("Bearer "))
        say = running.script(request)
        time.sleep(say.delay)
        body = say.raw if say.raw is not None else _completion(say, str(request["model"]))
        try:
            self.send_response(say.status)
            for name, value in {"content-type": "application/json", **say.headers}.items():
                self.send_header(name, value)
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            sent = body[: len(body) // 2] if say.cut else body
            for start in range(0, len(sent), 64 if say.drip else len(sent)):
                time.sleep(say.drip)
                self.wfile.write(sent[start : start + 64] if say.drip else sent)
        except (BrokenPipeError, ConnectionResetError):
            pass
        self.close_connection = True


def _completion(say: Say, model: str) -> bytes:
    if say.status != 200:
        return json.dumps({"error": {"message": say.text or "scripted", "code": str(say.status)}}).encode()
    message: dict[str, Any] = {"role": "assistant", "content": say.text}
    calls = (("answer", say.text),) if say.as_tool_call else say.tools
    if calls:
        message = {"role": "assistant", "content": None if say.as_tool_call else say.text or None}
        message["tool_calls"] = [_call(number, *call) for number, call in enumerate(calls, start=1)]
    return json.dumps(
        {
            "id": "chatcmpl-scripted",
            "object": "chat.completion",
            "created": 1,
            "model": model,
            "choices": [{"index": 0, "finish_reason": "tool_calls" if say.tools else "stop", "message": message}],
            "usage": {
                "prompt_tokens": say.prompt_tokens,
                "completion_tokens": say.completion_tokens,
                "total_tokens": say.prompt_tokens + say.completion_tokens,
            },
        }
    ).encode()


def _call(number: int, name: str, arguments: Any) -> dict[str, Any]:
    text = arguments if isinstance(arguments, str) else json.dumps(arguments)
    return {"id": f"call_{number}", "type": "function", "function": {"name": name, "arguments": text}}

"""Two servers on 127.0.0.1 that write down all that they are asked: models, and a GitHub."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import urlsplit

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Asked:
    """One request."""

    method: str
    path: str
    headers: Mapping[str, str]
    body: str


@dataclass
class Server:
    """A running server."""

    answer: Callable[[Asked], object]
    """From a request to the JSON of its answer; None for 404."""
    port: int = 0
    asked: list[Asked] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"


@contextmanager
def serving(answer: Callable[[Asked], object]) -> Iterator[Server]:
    """A server that answers by `answer`."""
    running = Server(answer)

    class Handler(BaseHTTPRequestHandler):
        """Hands every request to the function."""

        def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the name is the standard library's
            pass

        def do_GET(self) -> None:
            length = int(self.headers.get("content-length") or 0)
            body = self.rfile.read(length).decode("utf-8", "replace")
            asked = Asked(self.command, self.path, dict(self.headers.items()), body)
            with running.lock:
                running.asked.append(asked)
            said = running.answer(asked)
            data = json.dumps({"message": "Not Found"} if said is None else said).encode()
            self.send_response(404 if said is None else 200)
            self.send_header("content-type", "application/json")
            self.send_header("content-length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        do_POST = do_PUT = do_PATCH = do_DELETE = do_GET  # noqa: N815 - the names are the standard library's

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    running.port = server.server_port
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield running
    finally:
        server.shutdown()
        server.server_close()


@dataclass(frozen=True, slots=True)
class Pull:
    """One pull request of the loopback GitHub."""

    number: int
    base: str
    head: str
    files: tuple[Json, ...]
    """As GitHub lists them: `filename` and `patch`."""
    branch: str = "feature"


ACCOUNT = "headgate-bot"
REPOSITORY = "acme/shop"


def github(pulls: Mapping[int, Pull]) -> Callable[[Asked], object]:
    """Answers of a GitHub with one repository; whatever is posted anywhere is taken."""

    def answer(asked: Asked) -> object:
        path = urlsplit(asked.path).path
        if asked.method != "GET":
            return {"id": 1, "html_url": "https://github.example/posted"}
        if path == "/user":
            return {"login": ACCOUNT}
        inside = path.removeprefix(f"/repos/{REPOSITORY}/").split("/")
        if inside[0] == "compare":
            base = inside[1].split("...")[0]
            return {"merge_base_commit": {"sha": base}}
        if inside[0] != "pulls" or len(inside) < 2 or int(inside[1]) not in pulls:
            return None
        pull = pulls[int(inside[1])]
        if len(inside) == 2:
            head = {"sha": pull.head, "ref": pull.branch}
            return {"number": pull.number, "head": head, "base": {"sha": pull.base, "ref": "main"}}
        return list(pull.files) if inside[2] == "files" and "page=1" in asked.path.split("&")[-1] else []

    return answer


def completion(model: str, message: Json, tokens: int, finish: str = "stop") -> Json:
    """A chat completion in OpenAI's form."""
    return {
        "id": "chatcmpl-scripted",
        "object": "chat.completion",
        "created": 1,
        "model": model,
        "choices": [{"index": 0, "finish_reason": finish, "message": {"role": "assistant", **message}}],
        "usage": {"prompt_tokens": 100, "completion_tokens": tokens, "total_tokens": 100 + tokens},
    }

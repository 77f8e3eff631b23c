"""An OpenAI-compatible server on this machine that answers by script. What it says is no model's opinion."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Script = Callable[[dict[str, Any]], dict[str, Any]]
"""From the request's body to the answer, as the JSON object that was asked for."""
_BYTES_OF_A_TOKEN = 4


@contextmanager
def serving(script: Script) -> Iterator[str]:
    """The server's base address while it runs."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(script))
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/v1"
    finally:
        server.shutdown()
        server.server_close()


def _handler(script: Script) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
            pass

        def do_POST(self) -> None:
            request = json.loads(self.rfile.read(int(self.headers["content-length"])))
            body = json.dumps(_completion(request, script(request))).encode()
            self.send_response(200)
            self.send_header("content-type", "application/json")
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

    return Handler


def _completion(request: dict[str, Any], answer: dict[str, Any]) -> dict[str, Any]:
    """A chat completion; a call of the one tool that takes answers, where a request offers it."""
    text = json.dumps(answer)
    message: dict[str, Any] = {"role": "assistant", "content": text}
    offered = [tool["function"]["name"] for tool in request.get("tools", [])]
    if "report" in offered:
        call = {"id": "call_1", "type": "function", "function": {"name": "report", "arguments": text}}
        message = {"role": "assistant", "content": None, "tool_calls": [call]}
    prompt = len(json.dumps(request["messages"]).encode()) // _BYTES_OF_A_TOKEN
    said = len(text.encode()) // _BYTES_OF_A_TOKEN
    return {
        "id": "chatcmpl-scripted",
        "object": "chat.completion",
        "created": 1,
        "model": request["model"],
        "choices": [{"index": 0, "finish_reason": "stop", "message": message}],
        "usage": {"prompt_tokens": prompt, "completion_tokens": said, "total_tokens": prompt + said},
    }

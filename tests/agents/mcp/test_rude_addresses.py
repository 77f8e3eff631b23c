"""Addresses that answer with errors, other people's pages, floods or packed bombs."""

from __future__ import annotations

import gzip
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from tests.agents.mcp.shared import ask, opened


class _Address(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, way: str, elsewhere: str = "") -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.way = way
        self.elsewhere = elsewhere
        self.seen: list[str] = []

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/mcp"


class _Handler(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        assert isinstance(self.server, _Address)
        self.rfile.read(int(self.headers.get("content-length", 0)))
        self.server.seen.append(str(self.headers.get("authorization")))
        match self.server.way:
            case "fails":
                self._answer(500, b"no", "text/plain")
            case "refuses":
                self._answer(401, b"who are you", "text/plain")
            case "is a page":
                self._answer(200, b"<html>hello</html>", "text/html")
            case "is no JSON":
                self._answer(200, b"}{", "application/json")
            case "unpacks to anything":
                packed = gzip.compress(b"x" * 50_000_000)
                self._answer(200, packed, "application/json", ("content-encoding", "gzip"))
            case "leads elsewhere":
                self._answer(307, b"", "text/plain", ("location", self.server.elsewhere))
            case "floods":
                self._flood()

    def _answer(self, status: int, body: bytes, kind: str, *headers: tuple[str, str]) -> None:
        self.send_response(status)
        for name, value in (("content-type", kind), ("content-length", str(len(body))), *headers):
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def _flood(self) -> None:
        self.send_response(200)
        self.send_header("content-type", "application/json")
        self.end_headers()
        try:
            for _ in range(1_000):
                self.wfile.write(b" " * 1_000_000)
        except OSError:
            return

    def log_message(self, *_: object) -> None:
        """Quiet."""


@contextmanager
def answering(way: str, elsewhere: str = "") -> Iterator[_Address]:
    with _Address(way, elsewhere) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield server
        finally:
            server.shutdown()


@pytest.mark.parametrize("way", ["fails", "refuses", "is a page", "is no JSON", "unpacks to anything", "floods"])
def test_what_is_no_server_is_a_line_in_coverage(way: str, tmp_path: Path) -> None:
    with answering(way) as server, opened(tmp_path, {"url": server.address}, "ask", timeout=120) as outside:
        said = ask(outside, "ask")
    assert said.startswith("The server it gave no answer: ")
    assert len(outside.gaps) == 1
    assert "within" not in outside.gaps[0].why, "it is told at once, and not when time is up"


def test_headers_do_not_follow_to_another_address(tmp_path: Path) -> None:
    with answering("fails") as other, answering("leads elsewhere", other.address) as server:
        entry = {"url": server.address, "headers": {"Authorization": "Bearer of-the-reviewer"}}
        with opened(tmp_path, entry, "ask", timeout=120) as outside:
            assert "gave no answer" in ask(outside, "ask")
    assert "Bearer of-the-reviewer" in server.seen
    assert other.seen == []

"""The server over HTTP: on this machine alone, or with a token."""

from __future__ import annotations

import hmac
import ipaddress
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

import uvicorn
from mcp.server.mcpserver import MCPServer

from headgate.errors import HeadgateError

TOKEN = "HEADGATE_MCP_TOKEN"  # noqa: S105 - the name of a variable
_SHORTEST_TOKEN = 16
_Scope = MutableMapping[str, Any]
_App = Callable[[_Scope, Any, Any], Awaitable[None]]


def address(text: str) -> tuple[str, int]:
    """Host and port of `HOST:PORT`.

    Raises:
        HeadgateError: it is none.
    """
    host, _, port = text.rpartition(":")
    host = host.removeprefix("[").removesuffix("]")
    if not host or not port.isascii() or not port.isdigit() or int(port) > 65_535:
        raise HeadgateError(f"'{text[:80]}' is no HOST:PORT; write 127.0.0.1:8765.")
    return host, int(port)


def serve(server: MCPServer, host: str, port: int, token: str) -> None:
    """Answer at `http://host:port/mcp` until stopped.

    Raises:
        HeadgateError: others could reach it, and no token keeps them out.
    """
    if token and len(token) < _SHORTEST_TOKEN:
        raise HeadgateError(f"{TOKEN} has under {_SHORTEST_TOKEN} characters; make a longer one.")
    if not token and not loopback(host):
        raise HeadgateError(f"{host} can be reached by others; set {TOKEN}, or listen on 127.0.0.1.")
    application: _App = server.streamable_http_app(host=host)
    uvicorn.run(guarded(application, token) if token else application, host=host, port=port, log_level="warning")


def loopback(host: str) -> bool:
    """Whether only this machine reaches `host`."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def guarded(application: _App, token: str) -> _App:
    """`application` for those alone who send `Authorization: Bearer <token>`."""
    wanted = f"Bearer {token}".encode()

    async def guard(scope: _Scope, receive: Any, send: Any) -> None:
        if scope["type"] == "http":
            given = dict(scope["headers"]).get(b"authorization", b"")
            if not hmac.compare_digest(given, wanted):
                await send(
                    {"type": "http.response.start", "status": 401, "headers": [(b"www-authenticate", b"Bearer")]}
                )
                await send({"type": "http.response.body", "body": b""})
                return
        await application(scope, receive, send)

    return guard

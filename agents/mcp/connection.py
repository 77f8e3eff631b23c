"""One outside server: started when it is first asked, asked within limits, ended with the review."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import tempfile
from collections.abc import AsyncIterator, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from typing import IO, TYPE_CHECKING, Any

from agents.mcp.schema import BrokenSchemaError, complaint
from headgate import __version__
from headgate.secrets import mask

if TYPE_CHECKING:
    from mcp import Client, StdioServerParameters
    from mcp.types import CallToolResult, Tool

_MOST_PAGES = 10
_MOST_TOOLS = 500
_FAILURES_ALLOWED = 2
"""Times that a server may not answer before it is no longer asked."""


_ENDED = "it ended without an answer"


class ServerError(Exception):
    """A server did not start or did not answer; the message is one clause."""


class StillDownError(ServerError):
    """It failed before, which was told then."""


@dataclass(frozen=True)
class Way:
    """How a server is reached."""

    stdio: StdioServerParameters | None = None
    url: str = ""
    headers: Mapping[str, str] | None = None


class Connection:
    """Lives in one event loop; all methods are called there."""

    def __init__(self, way: Way, timeout: float) -> None:
        self._way = way
        self._timeout = timeout
        self._ready: asyncio.Future[tuple[Client, dict[str, Tool]]] | None = None
        self._life: asyncio.Task[None] | None = None
        self._over = asyncio.Event()
        self._failures = 0
        self._complaints: IO[str] | None = None
        """What the server writes to standard error."""
        self.down = ""
        """Why it is no longer asked; empty while it is."""

    async def tools(self) -> dict[str, Tool]:
        """What the server says it offers.

        Raises:
            ServerError: it does not start.
        """
        return (await self._open())[1]

    async def call(self, tool: str, arguments: dict[str, Any]) -> CallToolResult:
        """What the server answers; `is_error` of it is the tool's own saying.

        Raises:
            ServerError: it does not start or answer in time, died, or its answer is not what it said it would be.
        """
        client, offered = await self._open()
        try:
            async with asyncio.timeout(self._timeout):
                result = await _answer(client, tool, arguments)
            _hold(result, offered.get(tool))
            return result
        except Exception as error:
            self._failures += 1
            why = _why(error, self._timeout)
            if why == _ENDED and self._complaints is not None:
                why += _last_words(self._complaints)
            if self._failures >= _FAILURES_ALLOWED or why.startswith(_ENDED):
                self.down = f"no longer asked: {why}"
                self._over.set()
            raise ServerError(why) from error

    async def close(self) -> None:
        """End the server."""
        self._over.set()
        if self._life is not None:
            done, _ = await asyncio.wait([self._life], timeout=10)
            if not done:
                self._life.cancel()
                await asyncio.wait([self._life], timeout=5)

    async def _open(self) -> tuple[Client, dict[str, Tool]]:
        if self.down:
            raise StillDownError(self.down)
        if self._ready is None:
            self._ready = asyncio.get_running_loop().create_future()
            self._life = asyncio.create_task(self._live(self._ready))
        ready = self._ready
        try:
            async with asyncio.timeout(self._timeout):
                return await asyncio.shield(ready)
        except TimeoutError:
            self.down = f"it did not start within {self._timeout:g} s"
            self._over.set()
            if self._life is not None:
                self._life.cancel()
            raise ServerError(self.down) from None

    async def _live(self, ready: asyncio.Future[tuple[Client, dict[str, Tool]]]) -> None:
        """The server's whole life in one task, as the SDK's contexts ask."""
        from mcp import Client  # noqa: PLC0415 - takes a second to import
        from mcp.types import Implementation  # noqa: PLC0415

        with tempfile.TemporaryFile("w+", encoding="utf-8", errors="replace") as complaints:
            self._complaints = complaints
            try:
                # No callback is given, so a server that wants to sample, to elicit or to know roots is refused.
                async with Client(
                    _transport(self._way, self._timeout, complaints),
                    read_timeout_seconds=self._timeout,
                    client_info=Implementation(name="headgate", version=__version__),
                    cache=None,
                ) as client:
                    ready.set_result((client, await _listed(client)))
                    await self._over.wait()
            except Exception as error:  # noqa: BLE001 - a stranger's program: whatever it does is told as its failure
                self.down = self.down or f"{_why(error, self._timeout)}{_last_words(complaints)}"
            finally:
                self._complaints = None
                if not ready.done():
                    ready.set_exception(ServerError(self.down or "it was ended before it answered"))
                    ready.exception()


def _transport(way: Way, timeout: float, complaints: IO[str]) -> AbstractAsyncContextManager[Any]:
    from mcp.client.stdio import stdio_client  # noqa: PLC0415

    # What a server writes is not for the reviewer's terminal.
    logging.getLogger("mcp").setLevel(logging.CRITICAL)
    logging.getLogger("client").setLevel(logging.CRITICAL)
    if way.stdio is not None:
        return stdio_client(way.stdio, complaints)  # type: ignore[arg-type]
    return _over_http(way, timeout)


@asynccontextmanager
async def _over_http(way: Way, timeout: float) -> AsyncIterator[Any]:
    from mcp.client.streamable_http import streamable_http_client  # noqa: PLC0415

    from agents.mcp.bounded_http import client  # noqa: PLC0415

    async with client(way.headers or {}, timeout) as http, streamable_http_client(way.url, http_client=http) as streams:
        yield streams


async def _answer(client: Client, tool: str, arguments: dict[str, Any]) -> CallToolResult:
    """Asked below the SDK's `call_tool`, which would run the regular expressions of a stranger's output schema."""
    from mcp.types import CallToolRequest, CallToolRequestParams, CallToolResult, InputRequiredResult  # noqa: PLC0415
    from pydantic import TypeAdapter  # noqa: PLC0415

    shapes: TypeAdapter[CallToolResult | InputRequiredResult] = TypeAdapter(CallToolResult | InputRequiredResult)
    request = CallToolRequest(params=CallToolRequestParams(name=tool, arguments=arguments))
    result = await client.session.send_request(request, shapes)
    if isinstance(result, InputRequiredResult):
        raise ServerError("it wants something of the client, which is refused")
    return result


def _hold(result: CallToolResult, tool: Tool | None) -> None:
    if tool is None or tool.output_schema is None or result.is_error or result.structured_content is None:
        return
    try:
        wrong = complaint(tool.output_schema, result.structured_content)
    except BrokenSchemaError as error:
        raise ServerError(f"the schema of its answers is broken ({error})") from error
    if wrong:
        raise ServerError(f"its answer is not what its own schema says: {wrong}")


async def _listed(client: Client) -> dict[str, Tool]:
    found: dict[str, Tool] = {}
    cursor: str | None = None
    for _ in range(_MOST_PAGES):
        page = await client.list_tools(cursor=cursor)
        for tool in page.tools:
            if len(found) < _MOST_TOOLS:
                found.setdefault(tool.name, tool)
        cursor = page.next_cursor
        if cursor is None:
            break
    return found


def _why(error: BaseException, timeout: float) -> str:
    """One clause on a failure, without what the server wrote beyond its first words."""
    from mcp.shared.exceptions import MCPError  # noqa: PLC0415

    from agents.mcp.bounded_http import TooLargeError  # noqa: PLC0415

    while isinstance(error, BaseExceptionGroup):
        error = error.exceptions[0]
    if isinstance(error, ServerError | TooLargeError):
        return str(error)
    if isinstance(error, TimeoutError) or (isinstance(error, MCPError) and "timed out" in str(error)):
        return f"it did not answer within {timeout:g} s"
    if isinstance(error, MCPError) and "onnection closed" in str(error):
        return _ENDED
    if isinstance(error, MCPError):
        return f"it answered with an error ({_short(str(error))})"
    if isinstance(error, OSError):
        return f"it cannot be reached ({_short(error.strerror or type(error).__name__)})"
    if type(error).__module__.startswith("httpx2"):
        return f"it cannot be reached ({type(error).__name__})"
    return f"its answer was not what the protocol or its own schema says ({type(error).__name__})"


def _last_words(complaints: IO[str]) -> str:
    """The last line that a server wrote to standard error, to tell why it ended."""
    with contextlib.suppress(OSError, ValueError):
        complaints.seek(0)
        lines = [line.strip() for line in complaints.read(20_000).splitlines() if line.strip()]
        if lines:
            return f"; its last words: {_short(lines[-1])}"
    return ""


def _short(text: str) -> str:
    folded = " ".join("".join(one if one.isprintable() else " " for one in text).split())
    return mask(folded)[:160]

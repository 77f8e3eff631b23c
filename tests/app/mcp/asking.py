"""A client in the same process."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any, TypeVar

from mcp import Client
from mcp.types import CallToolResult, TextContent

from app.mcp.server import build
from app.mcp.workplace import Workplace

Answer = TypeVar("Answer")


def with_client(workplace: Workplace, talk: Callable[[Client], Awaitable[Answer]]) -> Answer:
    """What `talk` returns of a client that is connected to the server of `workplace`."""

    async def connected() -> Answer:
        async with Client(build(workplace)) as client:
            return await talk(client)

    return asyncio.run(connected())


def asked(place: Path | Workplace, tool: str, **arguments: Any) -> str:
    """The text of an answer."""
    result = _called(place, tool, arguments)
    assert not result.is_error, said(result)
    return said(result)


def refused(place: Path | Workplace, tool: str, **arguments: Any) -> str:
    """The sentence of a refusal."""
    result = _called(place, tool, arguments)
    assert result.is_error, said(result)
    sentence = said(result)
    assert "\n" not in sentence
    assert sentence.endswith(".")
    return sentence


def said(result: CallToolResult) -> str:
    """The one text of a result."""
    [block] = result.content
    assert isinstance(block, TextContent)
    return block.text


def _called(place: Path | Workplace, tool: str, arguments: dict[str, Any]) -> CallToolResult:
    workplace = place if isinstance(place, Workplace) else Workplace.of([place])
    return with_client(workplace, lambda client: client.call_tool(tool, arguments))

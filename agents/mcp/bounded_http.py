"""Reaching a server by its address: the reviewer's headers to that address alone, and answers of bounded size."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from typing import Any

import httpx2
from typing_extensions import override

_MOST_BYTES = 8_000_000
"""Of one response."""


class TooLargeError(httpx2.TransportError):
    """A response over the bound, or one that could unpack to anything."""


class _Bounded(httpx2.AsyncByteStream):
    def __init__(self, under: Any) -> None:
        self._under, self._left = under, _MOST_BYTES

    @override
    async def __aiter__(self) -> AsyncIterator[bytes]:
        async for chunk in self._under:
            self._left -= len(chunk)
            if self._left < 0:
                raise TooLargeError("its answer was larger than may be read")
            yield chunk

    @override
    async def aclose(self) -> None:
        await self._under.aclose()


async def _bound(response: httpx2.Response) -> None:
    if response.headers.get("content-encoding", "identity") != "identity":
        raise TooLargeError("its answer came packed, which was not asked for")
    response.stream = _Bounded(response.stream)


def client(headers: Mapping[str, str], timeout: float) -> httpx2.AsyncClient:
    """An HTTP client for one server; `timeout` in seconds for each wait."""
    return httpx2.AsyncClient(
        headers={**headers, "accept-encoding": "identity"},
        timeout=httpx2.Timeout(timeout),
        event_hooks={"response": [_bound]},
    )

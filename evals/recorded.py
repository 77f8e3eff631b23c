"""Calls of models recorded with vcrpy, and replayed without a network or a price."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path

from headgate.errors import HeadgateError

_SECRET_HEADERS = ["authorization", "x-api-key", "api-key", "x-goog-api-key", "user-agent", "cookie"]


class Record(StrEnum):
    """vcrpy's record modes. Source: https://vcrpy.readthedocs.io/en/latest/usage.html#record-modes."""

    NONE = "none"
    ONCE = "once"
    NEW = "new_episodes"
    ALL = "all"


@contextmanager
def recorded(cassette: Path | None, mode: Record) -> Iterator[None]:
    """Calls within go through `cassette`; without one they are made as usual.

    Raises:
        HeadgateError: vcrpy is not installed, or nothing was recorded and nothing may be.
    """
    if cassette is None:
        yield
        return
    try:
        import vcr  # noqa: PLC0415 - no part of an ordinary installation
    except ImportError as error:
        raise HeadgateError("Recording needs vcrpy; install it beside Headgate.") from error
    if mode is Record.NONE and not cassette.exists():
        raise HeadgateError(f"{cassette} does not exist, and --record none makes no call; take --record once.")
    recorder = vcr.VCR(
        record_mode=mode.value,
        match_on=["method", "path", "body"],
        filter_headers=_SECRET_HEADERS,
        filter_query_parameters=["key", "api_key"],
    )
    with recorder.use_cassette(str(cassette)):
        yield

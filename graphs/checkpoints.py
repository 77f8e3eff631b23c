"""Checkpoints in SQLite, as JSON and nothing else: what cannot be said in JSON fails, and nothing is unpickled."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from langgraph.checkpoint.sqlite import SqliteSaver
from langgraph.types import Send

_SEND = "__send__"
_ERROR = "__error__"


class JsonSerde:
    """Plain values, messages to a station (`Send`), and errors as their text."""

    def dumps_typed(self, obj: Any) -> tuple[str, bytes]:
        """
        Raises:
            TypeError: `obj` holds something that is not JSON.
        """
        return "json", json.dumps(obj, default=_plain).encode()

    def loads_typed(self, data: tuple[str, bytes]) -> Any:
        """
        Raises:
            ValueError: the bytes were not written by this class.
        """
        kind, raw = data
        if kind != "json":
            raise ValueError(f"a checkpoint in the form '{kind}' is not read")
        return json.loads(raw, object_hook=_lively)


def _plain(value: Any) -> Any:
    if isinstance(value, Send):
        return {_SEND: [value.node, value.arg]}
    if isinstance(value, BaseException):
        return {_ERROR: f"{type(value).__name__}: {value}"}
    if isinstance(value, set | frozenset):
        return sorted(value)
    raise TypeError(f"{type(value).__name__} has no place in a checkpoint")


def _lively(value: dict[str, Any]) -> Any:
    if value.keys() == {_SEND}:
        return Send(*value[_SEND])
    return value


@contextmanager
def saver(path: Path) -> Iterator[SqliteSaver]:
    """The checkpoints of one run."""
    with closing(sqlite3.connect(path, check_same_thread=False)) as connection:
        yield SqliteSaver(connection, serde=JsonSerde())

"""Things that hold the place where they read: each thread has its own, made once for a dialect."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Generic, TypeVar

Made = TypeVar("Made")


class PerThread(threading.local, Generic[Made]):
    """What `make` makes of a dialect, of each thread its own: a parser that two share reads one's words for the other.

    Compiled, sqlglot seldom lets another thread in while it parses; where it calls back into Python, it may.
    """

    def __init__(self, make: Callable[[str], Made]) -> None:
        self._make = make
        self._made: dict[str, Made] = {}

    def of(self, dialect: str) -> Made:
        """The one of this thread."""
        if dialect not in self._made:
            self._made[dialect] = self._make(dialect)
        return self._made[dialect]

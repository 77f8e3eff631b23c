"""Answers to questions that depend on texts alone, kept across runs: docs/decisions/0010.

Facts are what one file says. Some answers are dearer than facts and depend on more than one file, or are asked for of
few files: what a query means on top of what it reads, how a column is made. They are kept in the facts cache as well,
under a digest of all that they depend on, so that nothing has ever to be thrown away because it has become wrong.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Mapping
from typing import Any, TypeVar, cast

import msgspec

from headgate.decoding import msgpack_decoder
from headgate.facts.cache import Cache, code_version
from headgate.source.snapshot import digest

Answer = TypeVar("Answer")
_ENCODER = msgspec.msgpack.Encoder()


class Answers:
    """Answers by question, in memory and in the facts cache."""

    def __init__(self, cache: Cache | None = None) -> None:
        self._cache = cache if cache is not None else Cache(None)
        self._known: dict[str, object] = {}
        self._fresh: dict[str, bytes] = {}
        self._decoders: dict[type, Callable[[bytes], Any]] = {}

    def of(self, question: str, told: str, kind: type[Answer], make: Callable[[], Answer]) -> Answer:
        """The answer to `question`, found or made.

        `told` spells out all that the answer depends on, beside Headgate's own code. `kind` is the answer's type: plain
        data, which is never changed afterwards.
        """
        found = self.find(question, told, kind)
        return found if found is not None else self.add(question, told, make())

    def find(self, question: str, told: str, kind: type[Answer]) -> Answer | None:
        """The answer that this run or an earlier one has given; None where there is none."""
        return self.find_all(question, {"": told}, kind).get("")

    def find_all(self, question: str, told: Mapping[str, str], kind: type[Answer]) -> dict[str, Answer]:
        """Answers that were given, each under the name of what was told."""
        keys = {name: _key(question, one) for name, one in told.items()}
        kept = self._cache.get([key for key in keys.values() if key not in self._known])
        if kept and kind not in self._decoders:
            self._decoders[kind] = msgpack_decoder(kind).decode
        for key, value in kept.items():
            self._known[key] = self._decoders[kind](value)
        return {name: cast("Answer", self._known[key]) for name, key in keys.items() if key in self._known}

    def add(self, question: str, told: str, answer: Answer) -> Answer:
        """Remember an answer; what is nested too deeply to be written down is remembered for this run alone."""
        key = _key(question, told)
        self._known[key] = answer
        with contextlib.suppress(RecursionError):
            self._fresh[key] = _ENCODER.encode(answer)
        return answer

    def keep(self) -> None:
        """Write what is new to the cache."""
        self._cache.put(self._fresh)
        self._fresh.clear()


def _key(question: str, told: str) -> str:
    return digest(f"{code_version()}\x1f{question}\x1f{told}".encode("utf-8", "surrogatepass"))

"""What may leave for an outside server: no secret, and no reviewed code where only queries may be sent."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import cached_property
from typing import Any

from agents.mcp.arguments import RefusedError
from headgate.secrets import MASK, mask, secrets_in
from headgate.source.snapshot import Snapshot

_MOST_CODE = 30_000_000
"""Characters of reviewed text that questions are compared with."""
_RUN = 32
"""Characters in a row that a question may not share with reviewed text."""
_STEP = 8
_SHORTEST_SECRET = 6
_WORD = re.compile(r"[A-Za-z]{1,11}")
"""A password of this form is a word, as `postgres` is: questions may hold it."""
_KEYS = re.compile(r"KEY|TOKEN|SECRET|PASSW|CREDENTIAL", re.I)
_SPACE = re.compile(r"\s+")
_TEXT_FILES = (".md", ".txt", ".rst")
"""Prose, whose sentences a question may well share."""


class Outgoing:
    """The guard at the way out of one review. Its texts are read when the first question is asked."""

    def __init__(self, snapshot: Snapshot, environment: Mapping[str, str]) -> None:
        self._snapshot = snapshot
        self._environment = environment

    def refuse_code(self, said: Any) -> None:
        """
        Raises:
            RefusedError: what a model said quotes reviewed code, and only queries may be sent.
        """
        for text in _texts(said):
            asked = _plain(text)
            for start in range(0, len(asked) - _RUN + 1, _STEP):
                if asked[start : start + _RUN] in self._code:
                    raise RefusedError("The question quotes reviewed code, which is not sent; ask in general words.")

    def without_secrets(self, arguments: dict[str, Any]) -> dict[str, Any]:
        """`arguments` for a server that may pass them on: those of the reviewed files are masked too."""
        return {name: _mapped(value, self._masked_for_others) for name, value in arguments.items()}

    def masked(self, text: str) -> str:
        """`text` without what looks like a secret, and without the keys of this machine."""
        return mask(_without(self._own, text))

    def masked_values(self, arguments: dict[str, Any]) -> dict[str, Any]:
        """`arguments` as `masked` leaves them."""
        return {name: _mapped(value, self.masked) for name, value in arguments.items()}

    def _masked_for_others(self, text: str) -> str:
        return _without(self._reviewed, self.masked(text))

    @cached_property
    def _own(self) -> tuple[str, ...]:
        return _kept({value for name, value in self._environment.items() if _KEYS.search(name)})

    @cached_property
    def _reviewed(self) -> tuple[str, ...]:
        return _kept({secret for text in self._texts.values() for secret in secrets_in(text)})

    @cached_property
    def _code(self) -> str:
        return _plain("\n".join(text for path, text in self._texts.items() if not path.endswith(_TEXT_FILES)))

    @cached_property
    def _texts(self) -> dict[str, str]:
        left, found = _MOST_CODE, dict[str, str]()
        for path in self._snapshot.entries:
            text = self._snapshot.text_of(path) if left > 0 else None
            if text is not None:
                found[path] = text[:left]
                left -= len(text)
        return found


def _kept(secrets: set[str]) -> tuple[str, ...]:
    """Those that are more than a word, the longest first."""
    kept = (one for one in secrets if len(one) >= _SHORTEST_SECRET and not _WORD.fullmatch(one))
    return tuple(sorted(kept, key=len, reverse=True))


def _without(secrets: tuple[str, ...], text: str) -> str:
    for secret in secrets:
        if secret in text:
            text = text.replace(secret, MASK)
    return text


def _mapped(value: Any, change: Callable[[str], str]) -> Any:
    if isinstance(value, str):
        return change(value)
    if isinstance(value, list):
        return [_mapped(one, change) for one in value]
    if isinstance(value, dict):
        return {change(str(name)): _mapped(one, change) for name, one in value.items()}
    return value


def _plain(text: str) -> str:
    return _SPACE.sub(" ", text.lower())


def _texts(value: Any) -> list[str]:
    if isinstance(value, str):
        return [value]
    if isinstance(value, list):
        return [text for one in value for text in _texts(one)]
    if isinstance(value, dict):
        return [text for name, one in value.items() for text in (*_texts(name), *_texts(one))]
    return []

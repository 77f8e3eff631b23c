"""What a Qdrant server did wrong, in one sentence."""

from __future__ import annotations

from qdrant_client.http.exceptions import ApiException

from headgate.errors import HeadgateError


class told:  # noqa: N801 - it reads as a word: with told(url)
    """Turns what the client raises into one sentence."""

    def __init__(self, name: str) -> None:
        self._name = name

    def __enter__(self) -> None: ...

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: object) -> None:
        if isinstance(error, ApiException | OSError):
            said = str(error).strip().split("\n", 1)[0][:200]
            raise HeadgateError(
                f"The Qdrant server {self._name} did not take the call ({said}); is knowledge.url right, and is it up?"
            ) from error

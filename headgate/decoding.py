"""Typed decoders, made one at a time.

msgspec (0.22) builds what it knows of a dataclass when a decoder first needs it, and keeps it on the class before it is
whole. A second thread that asks for the same class in that moment reads what is not there yet, and the process dies of
a segmentation fault. Decoding itself may happen in any number of threads.
"""

from __future__ import annotations

from collections.abc import Callable
from threading import Lock
from typing import Any, TypeVar

import msgspec

Decoded = TypeVar("Decoded")
_MAKING = Lock()


def json_decoder(
    kind: type[Decoded], dec_hook: Callable[[type[Any], Any], Any] | None = None
) -> msgspec.json.Decoder[Decoded]:
    """A decoder of JSON into `kind`; `dec_hook` as in msgspec."""
    with _MAKING:
        return msgspec.json.Decoder(kind, dec_hook=dec_hook)


def msgpack_decoder(kind: type[Decoded]) -> msgspec.msgpack.Decoder[Decoded]:
    """A decoder of MessagePack into `kind`."""
    with _MAKING:
        return msgspec.msgpack.Decoder(kind)

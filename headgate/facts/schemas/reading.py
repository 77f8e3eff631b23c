"""What the readers of schemas share."""

from __future__ import annotations

from pathlib import PurePosixPath

MAX_DEPTH = 64
"""Deeper nesting than this is not followed."""
MAX_FIELDS = 20_000
"""Fields that are listed of one file."""


class UnreadableSchema(ValueError):  # noqa: N818 - it is an answer about a text, not a failure of Headgate
    """A schema's text cannot be read.

    The message says why in one clause; `line` says where, 0 where that is unknown.
    """

    def __init__(self, why: str, line: int = 0) -> None:
        super().__init__(why)
        self.line = line


def stem(path: str) -> str:
    """The name of a schema file without its endings.

    >>> stem("a/order.4.schema.json")
    'order.4'
    """
    name = PurePosixPath(path).name
    for ending in (".schema.json", ".jsonschema", ".avsc", ".avpr", ".avdl", ".json", ".proto", ".yaml", ".yml"):
        if name.lower().endswith(ending):
            return name[: -len(ending)]
    return name

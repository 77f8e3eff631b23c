"""What is known of a server: which of its tools only read, what they take, and in our words what they answer.

A server's own descriptions and its `readOnlyHint` are claims of somebody else and are not used.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any


class Kind(StrEnum):
    """What an argument is, which says how it is checked."""

    QUERY = "query"
    """Words to look for."""
    NAME = "name"
    """A library, a repository, a branch: one word without spaces."""
    PATH = "path"
    """A file or folder of the reviewed snapshot."""
    FILES = "files"
    """Some files of the reviewed snapshot."""
    REMOTE_PATH = "remote path"
    """A file or folder in a repository that the server holds."""
    REF = "ref"
    """A branch, tag or commit."""
    URL = "url"
    """A public web address."""
    NUMBER = "number"
    CHOICE = "choice"


@dataclass(frozen=True)
class Argument:
    """One argument that a model may give."""

    kind: Kind
    words: str
    """For the model: what it is."""
    required: bool = True
    most: int = 100
    """Of a number."""
    choices: tuple[str, ...] = ()
    called: str = ""
    """What the server calls it, where that is another name."""

    @property
    def schema(self) -> dict[str, Any]:
        """In JSON Schema."""
        match self.kind:
            case Kind.NUMBER:
                return {"type": "integer", "minimum": 1, "maximum": self.most, "description": self.words}
            case Kind.CHOICE:
                return {"type": "string", "enum": list(self.choices), "description": self.words}
            case Kind.FILES:
                return {"type": "array", "items": {"type": "string"}, "description": self.words}
        return {"type": "string", "description": self.words}


class Place(StrEnum):
    """What is filled in without asking the model."""

    REPOSITORY = "repository"


@dataclass(frozen=True)
class KnownTool:
    """One tool that only reads."""

    names: tuple[str, ...]
    """What the server calls it, in this and earlier versions."""
    answers: str
    """For the model: what it answers, in one line."""
    arguments: Mapping[str, Argument] = field(default_factory=dict)
    pinned: Mapping[str, object] = field(default_factory=dict)
    """Arguments that are always these; a `Place` is filled in."""


@dataclass(frozen=True)
class KnownServer:
    """One server."""

    name: str
    packages: tuple[str, ...]
    """Words of a command line that start it: a package, a program."""
    network: bool
    """Whether what it is asked leaves this machine."""
    tools: tuple[KnownTool, ...]
    hosts: tuple[str, ...] = ()
    """Of its own hosted service."""
    address_ends: str = ""
    """How the address of anyone's own service ends."""
    reads_files: bool = False
    """Whether it is given paths on this machine, so that the snapshot is laid out for it."""
    needs: str = ""
    """A variable that its command line must hold, or it would read other files than those reviewed."""
    specialists: tuple[str, ...] = ()
    """Whose charter asks what it answers; each schema is paid for in every prompt. Empty: all."""
    never: tuple[str, ...] = ()
    """Tools that write, run or cost without bound; they are refused even when a reviewer names them."""

"""How an outside server is started: under a warden, without a shell, with a short environment."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from agents.mcp import warden
from headgate.source import git

if TYPE_CHECKING:
    from mcp import StdioServerParameters

_LONGEST_LINE = 8_000_000
"""Bytes of one message."""
_MOST_BYTES = 100_000_000
"""That a server may write in one review."""
_GIT = {
    "core.hooksPath": os.devnull,
    "core.fsmonitor": "false",
    "core.pager": "cat",
    "core.attributesFile": os.devnull,
    "diff.external": "",
    "protocol.allow": "never",
}
"""What a repository's own configuration could have git run; a server that calls git gets these over it."""


def environment(named: Mapping[str, str]) -> dict[str, str]:
    """The variables of a server: a short list that holds no key, and those that the reviewer named."""
    pinned: dict[str, str] = {"GIT_CONFIG_COUNT": str(len(_GIT))}
    for number, (key, value) in enumerate(_GIT.items()):
        pinned |= {f"GIT_CONFIG_KEY_{number}": key, f"GIT_CONFIG_VALUE_{number}": value}
    return git.environment() | pinned | dict(named)


def parameters(command: str, arguments: list[str], named: Mapping[str, str], start: Path) -> StdioServerParameters:
    """What the SDK starts: the warden, which starts the server in the folder `start`."""
    from mcp import StdioServerParameters  # noqa: PLC0415 - takes a second to import

    guarded = [sys.executable, "-I", "-S", str(Path(warden.__file__)), str(os.getpid())]
    bounds = [str(_LONGEST_LINE), str(_MOST_BYTES)]
    return StdioServerParameters(
        command=guarded[0], args=[*guarded[1:], *bounds, command, *arguments], env=environment(named), cwd=start
    )

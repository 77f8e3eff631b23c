"""Outside tools by the Model Context Protocol: other people's servers, asked by specialists, read-only.

Which servers there are, only the reviewer says. What they are sent is checked, what they answer is quoted, and one
that is absent, slow, dead or lying is a line in coverage.
"""

from __future__ import annotations

import os
import tomllib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from headgate.gap import Gap, GapKind
from headgate.settings import FILE_NAME, Settings
from headgate.source import git
from headgate.source.snapshot import FolderSnapshot, GitSnapshot, OverlaySnapshot, Snapshot

if TYPE_CHECKING:
    from langchain_core.tools import BaseTool

_OFFERED = (".mcp.json", "mcp.json", ".cursor/mcp.json", ".vscode/mcp.json")
"""Where repositories keep servers for other clients."""


@dataclass(frozen=True)
class OutsideTools:
    """What `open_tools` gives."""

    tools: tuple[BaseTool, ...]
    gaps: list[Gap]
    """What could not be asked; it grows while tools are called and is whole when they are closed."""

    def __iter__(self) -> Iterator[object]:
        return iter((self.tools, self.gaps))


@contextmanager
def open_tools(
    settings: Settings, snapshot: Snapshot, environment: Mapping[str, str] = os.environ
) -> Iterator[OutsideTools]:
    """The outside tools of one review: `with open_tools(settings, snapshot) as (tools, gaps):`.

    No server is started before one of its tools is called; all are ended when the context is left.

    Raises:
        HeadgateError: the reviewer's file of servers cannot be used.
    """
    gaps = list(_ignored(settings, snapshot))
    if not settings.mcp.config and not settings.mcp.servers:
        yield OutsideTools((), gaps)
        return
    from agents.mcp.arguments import Places  # noqa: PLC0415 - without servers nothing of it is needed
    from agents.mcp.configuration import read  # noqa: PLC0415
    from agents.mcp.layout import Layout  # noqa: PLC0415
    from agents.mcp.outside import House, OutsideServer  # noqa: PLC0415
    from agents.mcp.tools import tools_of  # noqa: PLC0415

    servers = read(settings.mcp, snapshot)
    layout = Layout(snapshot)
    house = House(Places(snapshot, layout.reviewed, _repository_of(snapshot)), layout, environment, gaps)
    try:
        tools: list[BaseTool] = []
        for entry in servers:
            tools += tools_of(OutsideServer(entry, house))
        yield OutsideTools(tuple(tools), gaps)
    finally:
        house.close()


def _ignored(settings: Settings, snapshot: Snapshot) -> Iterator[Gap]:
    why = "the reviewed repository does not say what is started; copy it elsewhere and name it with --mcp-config"
    for path in _OFFERED:
        if path in snapshot:
            yield Gap(path, "MCP servers", why, GapKind.UNAVAILABLE)
    if not settings.mcp.config and "mcp" in _settings_in(snapshot):
        yield Gap(FILE_NAME, "its section mcp", why, GapKind.UNAVAILABLE)


def _settings_in(snapshot: Snapshot) -> Mapping[str, object]:
    try:
        return tomllib.loads(snapshot.text_of(FILE_NAME) or "")
    except (tomllib.TOMLDecodeError, RecursionError):
        return {}


def _repository_of(snapshot: Snapshot) -> Path | None:
    match snapshot:
        case GitSnapshot():
            return snapshot.repository.resolve()
        case FolderSnapshot():
            return snapshot.root if git.is_repository(snapshot.root) else None
        case OverlaySnapshot():
            return _repository_of(snapshot.under)
    return None

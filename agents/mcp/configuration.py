"""The `mcpServers` file of the reviewer: which servers there are, and how each is started or reached."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from headgate.errors import HeadgateError
from headgate.settings import Mcp, OutsideServer
from headgate.source.snapshot import FolderSnapshot, GitSnapshot, OverlaySnapshot, Snapshot

_LARGEST = 1_000_000
"""Bytes of a file of servers."""
_MOST_SERVERS = 50
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9 _.-]{0,31}")
_UNFIT = re.compile(r"[^A-Za-z0-9_-]+")
_LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})


class _Entry(BaseModel):
    """One server in the form that clients share; what else a client writes there is passed over."""

    model_config = ConfigDict(frozen=True)

    type: str = ""
    command: str = ""
    args: tuple[str, ...] = ()
    env: dict[str, str] = Field(default_factory=dict)
    url: str = ""
    headers: dict[str, str] = Field(default_factory=dict)
    disabled: bool = False

    @model_validator(mode="after")
    def _one_way(self) -> _Entry:
        if bool(self.command) == bool(self.url):
            raise ValueError("give either `command` or `url`")
        if self.type == "sse":
            raise ValueError("the SSE transport is not spoken; give the server's streamable HTTP address")
        return self


class _File(BaseModel):
    servers: dict[str, _Entry] = Field(alias="mcpServers")


@dataclass(frozen=True)
class Server:
    """One server, as the reviewer wrote it; variables are not filled in."""

    name: str
    allowed: OutsideServer
    command: str = ""
    args: tuple[str, ...] = ()
    env: dict[str, str] = field(default_factory=dict)
    url: str = ""
    headers: dict[str, str] = field(default_factory=dict)

    @property
    def words(self) -> tuple[str, ...]:
        """All that may hold variables."""
        return (self.command, *self.args, *self.env.values(), self.url, *self.headers.values())


def read(settings: Mcp, snapshot: Snapshot) -> tuple[Server, ...]:
    """The servers of the file that `settings` name; none where they name none.

    Raises:
        HeadgateError: the file cannot be used, or is part of what is reviewed.
    """
    if not settings.config:
        if settings.servers:
            raise HeadgateError("mcp.servers says what servers may be asked, and mcp.config, their file, is not named.")
        return ()
    file = Path(settings.config).expanduser()
    root = _folder_of(snapshot)
    if root is not None and file.resolve().is_relative_to(root):
        raise HeadgateError(f"{file} lies in what is reviewed, which must not say what is started; copy it elsewhere.")
    entries = _parsed(file)
    unknown = sorted(settings.servers.keys() - entries.keys())
    if unknown:
        raise HeadgateError(f"mcp.servers.{unknown[0]} speaks of a server that {file} does not have.")
    return tuple(
        Server(
            name,
            settings.servers.get(name, OutsideServer()),
            entry.command,
            entry.args,
            entry.env,
            entry.url,
            entry.headers,
        )
        for name, entry in entries.items()
        if not entry.disabled
    )


def safe_address(url: str) -> bool:
    """Whether an address keeps headers from being read on the way: https, or this machine."""
    try:
        parts = urlsplit(url)
        return bool(parts.hostname) and (
            parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in _LOOPBACK)
        )
    except ValueError:
        return False


def _parsed(file: Path) -> dict[str, _Entry]:
    try:
        with file.open("rb") as opened:
            data = opened.read(_LARGEST + 1)
    except OSError as error:
        raise HeadgateError(f"Cannot read the MCP servers in {file}: {error.strerror}.") from error
    if len(data) > _LARGEST:
        raise HeadgateError(f"{file} has over {_LARGEST:,} bytes, too many for a list of MCP servers.")
    try:
        entries = _File.model_validate(json.loads(data)).servers
    except ValidationError as error:
        first = error.errors(include_input=False)[0]
        where = ".".join(str(part) for part in first["loc"]) or "mcpServers"
        raise HeadgateError(f"{file}: {where}: {first['msg'].removeprefix('Value error, ')}.") from error
    except (ValueError, RecursionError) as error:
        raise HeadgateError(f'{file} is not JSON; write it as {{"mcpServers": {{…}}}}.') from error
    if len(entries) > _MOST_SERVERS:
        raise HeadgateError(f"{file} names {len(entries)} servers; {_MOST_SERVERS} is the most.")
    called: dict[str, str] = {}
    for name in entries:
        if not _NAME.fullmatch(name):
            raise HeadgateError(f"{file}: '{name[:60]}' is no name for a server; use letters, digits, dashes, dots.")
        other = called.setdefault(word(name), name)
        if other != name:
            raise HeadgateError(f"{file}: '{other}' and '{name}' are one name to a model; call one otherwise.")
    return entries


def word(name: str) -> str:
    """A name as every provider of models takes it: letters, digits, dashes and low lines."""
    return _UNFIT.sub("_", name)


def _folder_of(snapshot: Snapshot) -> Path | None:
    match snapshot:
        case FolderSnapshot():
            return snapshot.root
        case GitSnapshot():
            return snapshot.repository.resolve()
        case OverlaySnapshot():
            return _folder_of(snapshot.under)
    return None

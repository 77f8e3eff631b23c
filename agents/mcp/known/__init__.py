"""Servers that Headgate knows, one a file, and which of them a reviewer's entry starts or reaches."""

from __future__ import annotations

from pathlib import PurePosixPath
from urllib.parse import urlsplit

from agents.mcp.configuration import Server
from agents.mcp.known.context7 import CONTEXT7
from agents.mcp.known.filesystem import FILESYSTEM
from agents.mcp.known.firecrawl import FIRECRAWL
from agents.mcp.known.git import GIT
from agents.mcp.known.model import KnownServer
from agents.mcp.known.qdrant import QDRANT
from agents.mcp.known.semgrep import SEMGREP
from agents.mcp.known.sourcegraph import SOURCEGRAPH
from agents.mcp.known.tavily import TAVILY

SERVERS = (CONTEXT7, FILESYSTEM, FIRECRAWL, GIT, QDRANT, SEMGREP, SOURCEGRAPH, TAVILY)


def known(server: Server) -> KnownServer | None:
    """What is known of a server, told by the program that starts it or the address that reaches it; None if nothing.

    Its name alone tells nothing: anyone may call anything `git`.
    """
    if server.url:
        return next((one for one in SERVERS if _hosts(one, server.url)), None)
    return next((one for one in SERVERS if any(_starts(one, word) for word in (server.command, *server.args))), None)


def _hosts(one: KnownServer, url: str) -> bool:
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    ours = bool(one.address_ends) and parts.path.rstrip("/").removesuffix("/all").endswith(one.address_ends)
    return parts.hostname in one.hosts or ours


def _starts(one: KnownServer, word: str) -> bool:
    """Whether a word of a command line is one of the packages: by name, with a version, or as a path of it."""
    if f"/node_modules/{one.packages[0] if one.packages else '-'}/" in word:
        return True
    base = PurePosixPath(word).name
    for package in one.packages:
        if word == package or word.startswith((f"{package}@", f"{package}==")) or base == package:
            return True
    return False

"""Qdrant's server (mcp-server-qdrant): a team's own notes, found by meaning."""

from __future__ import annotations

from agents.mcp.known.model import Argument, Kind, KnownServer, KnownTool

QDRANT = KnownServer(
    "qdrant",
    ("mcp-server-qdrant", "mcp_server_qdrant"),
    network=True,
    specialists=("quality", "schema", "modeling"),
    tools=(
        KnownTool(
            ("qdrant-find",),
            "Notes of the team that speak of a question.",
            {"query": Argument(Kind.QUERY, "the question, in words")},
        ),
    ),
    never=("qdrant-store",),
)

"""@modelcontextprotocol/server-filesystem of the reference servers."""

from __future__ import annotations

from agents.mcp.known.model import Argument, Kind, KnownServer, KnownTool
from agents.mcp.variables import SNAPSHOT

_FOLDER = Argument(Kind.PATH, "a folder of the reviewed repository; `.` for all of it")
FILESYSTEM = KnownServer(
    "filesystem",
    ("@modelcontextprotocol/server-filesystem", "mcp-server-filesystem", "mcp/filesystem"),
    network=False,
    specialists=("lineage",),
    reads_files=True,
    needs=SNAPSHOT,
    tools=(
        KnownTool(
            ("read_text_file", "read_file"),
            "The text of one reviewed file, or its first lines.",
            {
                "path": Argument(Kind.PATH, "a file of the reviewed repository"),
                "head": Argument(Kind.NUMBER, "only so many first lines", required=False, most=2_000),
            },
        ),
        KnownTool(("list_directory",), "The files and folders in one folder.", {"path": _FOLDER}),
        KnownTool(
            ("search_files",),
            "Files whose path fits a pattern.",
            {"path": _FOLDER, "pattern": Argument(Kind.QUERY, "a glob such as **/*.sql")},
        ),
    ),
    never=("write_file", "edit_file", "create_directory", "move_file"),
)

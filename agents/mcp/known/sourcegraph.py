"""Sourcegraph's server, part of each instance (`https://…/.api/mcp`)."""

from __future__ import annotations

from agents.mcp.known.model import Argument, Kind, KnownServer, KnownTool

_REPOSITORY = Argument(Kind.NAME, "a repository, as Sourcegraph calls it: github.com/apache/spark", called="repo")
SOURCEGRAPH = KnownServer(
    "sourcegraph",
    (),
    network=True,
    specialists=("lineage", "schema", "streaming"),
    address_ends="/.api/mcp",
    tools=(
        KnownTool(
            ("keyword_search", "sg_keyword_search"),
            "Places in all indexed code that hold some words; Sourcegraph's filters repo:, file:, lang: count.",
            {"query": Argument(Kind.QUERY, "words and filters")},
        ),
        KnownTool(
            ("nls_search", "sg_nls_search"),
            "Places in all indexed code that fit a description.",
            {"query": Argument(Kind.QUERY, "the description, in words")},
        ),
        KnownTool(
            ("read_file", "sg_read_file"),
            "The text of one file of an indexed repository.",
            {"repository": _REPOSITORY, "path": Argument(Kind.REMOTE_PATH, "the file's path in it")},
        ),
        KnownTool(
            ("list_files", "sg_list_files"),
            "The files in a folder of an indexed repository.",
            {"repository": _REPOSITORY, "path": Argument(Kind.REMOTE_PATH, "the folder's path", required=False)},
        ),
    ),
    never=("evaluator", "deepsearch", "sg_deepsearch"),
)

"""Context7, documentation of libraries by version (@upstash/context7-mcp)."""

from __future__ import annotations

from agents.mcp.known.model import Argument, Kind, KnownServer, KnownTool

CONTEXT7 = KnownServer(
    "context7",
    ("@upstash/context7-mcp", "context7-mcp"),
    network=True,
    specialists=("spark", "streaming", "orchestration"),
    hosts=("mcp.context7.com",),
    tools=(
        KnownTool(
            ("resolve-library-id",),
            "Which id Context7 has for a library; ask it before query-docs.",
            {
                "libraryName": Argument(Kind.NAME, "a library, as its users call it: delta-spark"),
                "query": Argument(Kind.QUERY, "what is to be found out, in words"),
            },
        ),
        KnownTool(
            ("query-docs",),
            "What the documentation of a library says of a question.",
            {
                "libraryId": Argument(Kind.NAME, "an id that resolve-library-id gave: /apache/spark"),
                "query": Argument(Kind.QUERY, "the question, in words"),
            },
        ),
        KnownTool(
            ("get-library-docs",),
            "What the documentation of a library says of a topic.",
            {
                "library": Argument(
                    Kind.NAME, "an id that resolve-library-id gave", called="context7CompatibleLibraryID"
                ),
                "topic": Argument(Kind.QUERY, "the topic, in words", required=False),
            },
        ),
    ),
)

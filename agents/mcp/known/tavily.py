"""Tavily, search of the web (tavily-mcp)."""

from __future__ import annotations

from agents.mcp.known.model import Argument, Kind, KnownServer, KnownTool

TAVILY = KnownServer(
    "tavily",
    ("tavily-mcp",),
    network=True,
    specialists=("spark", "streaming", "orchestration"),
    hosts=("mcp.tavily.com",),
    tools=(
        KnownTool(
            ("tavily_search", "tavily-search"),
            "Pages of the web that speak of a question, with excerpts.",
            {
                "query": Argument(Kind.QUERY, "the question, in words"),
                "max_results": Argument(Kind.NUMBER, "how many pages", required=False, most=10),
            },
        ),
    ),
    never=("tavily_crawl", "tavily-crawl", "tavily_research", "tavily-research"),
)

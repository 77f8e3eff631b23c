"""Firecrawl, search of the web and pages as Markdown (firecrawl-mcp).

`firecrawl_parse` calls itself read-only and uploads a file of this machine: hints are not believed.
"""

from __future__ import annotations

from agents.mcp.known.model import Argument, Kind, KnownServer, KnownTool

FIRECRAWL = KnownServer(
    "firecrawl",
    ("firecrawl-mcp",),
    network=True,
    specialists=("spark", "streaming", "orchestration"),
    hosts=("mcp.firecrawl.dev",),
    tools=(
        KnownTool(
            ("firecrawl_search",),
            "Pages of the web that speak of a question.",
            {
                "query": Argument(Kind.QUERY, "the question, in words"),
                "limit": Argument(Kind.NUMBER, "how many pages", required=False, most=10),
            },
        ),
        KnownTool(
            ("firecrawl_scrape",),
            "One public web page as Markdown.",
            {"url": Argument(Kind.URL, "its address")},
            {"formats": ["markdown"], "onlyMainContent": True},
        ),
    ),
    never=(
        "firecrawl_parse",
        "firecrawl_interact",
        "firecrawl_agent",
        "firecrawl_crawl",
        "firecrawl_extract",
        "firecrawl_monitor_create",
        "firecrawl_monitor_update",
        "firecrawl_monitor_delete",
        "firecrawl_monitor_run",
        "firecrawl_feedback",
        "firecrawl_search_feedback",
    ),
)

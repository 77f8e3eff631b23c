"""The tool about what is remembered."""

from __future__ import annotations

from contextlib import closing
from typing import Annotated

from mcp.server.mcpserver import MCPServer
from pydantic import Field

from app.mcp.tools.arguments import READS
from app.mcp.work import Asked, worked
from app.mcp.workplace import Workplace
from app.report.clean import folded
from headgate.secrets import mask
from headgate.settings import Settings, load, of_user
from knowledge.store import open_store

Words = Annotated[str, Field(min_length=1, max_length=500, description="what it is about, in words")]
Limit = Annotated[int, Field(ge=1, le=20, description="how many")]
Specialist = Annotated[str, Field(max_length=40, description="only of one specialist: spark, quality, schema, …")]


def register(server: MCPServer, workplace: Workplace) -> None:
    """Add the tool of this room."""

    @server.tool(title="Search the knowledge", annotations=READS, structured_output=False)
    async def knowledge_search(context: Asked, words: Words, limit: Limit = 5, specialist: Specialist = "") -> str:
        """Patterns of faults and their remedies that some words call up: shipped ones, and what was taught."""

        def search() -> str:
            settings = load(workplace.settings) if workplace.settings else of_user() or Settings()
            with closing(open_store(settings.knowledge)) as store:
                found = store.search(words, limit=limit, specialist=specialist)
            parts = [
                f"{folded(entry.title)} ({entry.slug}, {entry.specialist})\n"
                f"  sign: {folded(entry.sign)}\n  remedy: {folded(entry.remedy)}\n  source: {folded(entry.source)}\n"
                for entry, _ in found
            ]
            return mask("\n".join(parts)) or "Nothing that is remembered speaks of it.\n"

        return await worked(context, lambda _: search())

"""The tool about lineage."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Annotated, Literal

from mcp.server.mcpserver import MCPServer
from pydantic import Field

from app.mcp.tools.arguments import READS, Page, Repository
from app.mcp.work import Asked, worked
from app.mcp.workplace import Workplace
from app.report.lineage import json, markdown, mermaid, tree
from app.report.lineage.asked import Asked as Question
from app.report.lineage.asked import meant
from app.report.lineage.document import Lineage
from app.report.lineage.gathering import gather_lineage
from headgate.facts.graph.reach import Direction
from headgate.facts.project import Project
from headgate.rules.gather import Progress

Name = Annotated[str, Field(description="a dataset or dataset.column; empty lists all datasets")]
Way = Annotated[Literal["both", "upstream", "downstream"], Field(description="what it comes from, what it feeds")]
Depth = Annotated[int, Field(ge=0, le=1_000, description="at most so many steps; 0 for all")]
Form = Annotated[Literal["text", "markdown", "json", "mermaid"], Field(description="how the answer is written")]


def _text(found: Lineage) -> str:
    return tree.render(found) if found.asked.dataset else tree.listing(found)


_WRITERS: Mapping[str, Callable[[Lineage], str]] = {
    "text": _text,
    "markdown": markdown.render,
    "json": json.render,
    "mermaid": mermaid.render,
}


def register(server: MCPServer, workplace: Workplace) -> None:
    """Add the tool of this room."""

    @server.tool(title="Lineage", annotations=READS, structured_output=False)
    async def lineage(
        context: Asked,
        name: Name = "",
        direction: Way = "both",
        depth: Depth = 0,
        repository: Repository = "",
        format: Form = "text",  # noqa: A002 - the word of the command line
        page: Page = 1,
    ) -> str:
        """Where a dataset or column comes from and what it feeds, by column, over dbt, SQL, Spark, Airflow and streams.

        Read from the files as they lie there; each step names file and line.
        """

        def answer(project: Project) -> str:
            asked = Question(*meant(project.graph, name), Direction(direction), depth) if name else Question()
            return _WRITERS[format](gather_lineage(project, workplace.repository(repository).name, asked))

        def make(progress: Progress) -> str:
            with workplace.checkout(repository, "", "", "") as checkout:
                return workplace.projects.answer(checkout, progress, key, answer)

        key = f"lineage {(name, direction, depth, repository, format)}"
        return await worked(context, lambda progress: workplace.pages.page(key, page, lambda: make(progress)))

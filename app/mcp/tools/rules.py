"""Tools about the rules themselves."""

from __future__ import annotations

from typing import Annotated

from mcp.server.mcpserver import MCPServer
from pydantic import Field

from app.cli.explain import rule_called
from app.cli.rules import listing
from app.mcp.tools.arguments import READS, Page
from app.mcp.workplace import Workplace
from app.report.rule_page import page as rule_page

RuleId = Annotated[str, Field(description="a rule's id, as findings show it: quality/not-in-with-null")]
Specialist = Annotated[str, Field(description="only the rules of one specialist: spark, quality, schema, …")]


def register(server: MCPServer, workplace: Workplace) -> None:
    """Add the tools of this room."""

    @server.tool(title="Explain a rule", annotations=READS, structured_output=False)
    def explain_rule(rule: RuleId) -> str:
        """What a rule looks for, why it matters, what to do instead, when it stays silent, and an example."""
        return rule_page(rule_called(rule))

    @server.tool(title="List rules", annotations=READS, structured_output=False)
    def list_rules(specialist: Specialist = "", page: Page = 1) -> str:
        """All rules on a line each: id, level, proof and title."""
        return workplace.pages.page(f"rules {specialist}", page, lambda: listing(specialist))

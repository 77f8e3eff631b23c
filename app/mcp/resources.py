"""Resources: the newest review, and the page of each rule."""

from __future__ import annotations

from mcp.server.mcpserver import MCPServer
from mcp.server.mcpserver.exceptions import ResourceNotFoundError

from app.cli.explain import rule_called
from app.cli.rules import listing
from app.mcp.workplace import Last, Workplace
from app.report import json, markdown
from app.report.rule_page import page
from headgate.errors import HeadgateError

_MOST = 400_000
"""Characters of a resource; what is longer is read in pages by the tools."""


def register(server: MCPServer, workplace: Workplace) -> None:
    """Add the resources."""

    def newest() -> Last:
        if workplace.last is None:
            raise ResourceNotFoundError("Nothing was reviewed yet; call check or review_change first.")
        return workplace.last

    @server.resource("headgate://review/last.md", title="The last review", mime_type="text/markdown")
    def last_markdown() -> str:
        """What the last `check` or `review_change` found, as Markdown."""
        last = newest()
        return _bounded(markdown.render(last.review, last.source))

    @server.resource("headgate://review/last.json", title="The last review, as JSON", mime_type="application/json")
    def last_json() -> str:
        """What the last `check` or `review_change` found, as one JSON document."""
        return _whole(json.render(newest().review))

    @server.resource("headgate://rules", title="All rules", mime_type="text/plain")
    def rules() -> str:
        """All rules on a line each."""
        return listing("")

    @server.resource("headgate://rules/{specialist}/{fault}", title="A rule", mime_type="text/markdown")
    def rule(specialist: str, fault: str) -> str:
        """What a rule looks for, why it matters, what to do instead."""
        try:
            return page(rule_called(f"{specialist}/{fault}"))
        except HeadgateError as error:
            raise ResourceNotFoundError(str(error)) from error


def _bounded(text: str) -> str:
    return text if len(text) <= _MOST else f"{text[:_MOST]}\n\n[cut; the tools give it in pages]\n"


def _whole(text: str) -> str:
    """JSON cannot be cut and stay JSON."""
    if len(text) > _MOST:
        raise ResourceNotFoundError("The review is too long for a resource; call check with format json and page.")
    return text

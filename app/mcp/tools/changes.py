"""Tools about a change: what it brings in, whom it affects, and the whole review."""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable

from mcp.server.mcpserver import MCPServer
from mcp.types import ToolAnnotations

from app.cli.target import facts_cache
from app.mcp.tools.arguments import READS, Base, Form, Head, Page, Patch, Repository
from app.mcp.work import Asked, worked
from app.mcp.workplace import Last, Workplace
from app.report import json as json_report
from app.report import markdown
from app.report.impact import as_json, downstream
from app.report.impact import markdown as impact_markdown
from app.report.source import Source
from headgate.errors import HeadgateError
from headgate.impact.witness.trial import tried
from headgate.review import Review
from headgate.review_change import analyse
from headgate.rules.gather import Progress

_ASKS_MODELS = ToolAnnotations(read_only_hint=True, destructive_hint=False, open_world_hint=True)


class Changes:
    """The tools over one workplace."""

    def __init__(self, workplace: Workplace) -> None:
        self.workplace = workplace

    async def check(
        self,
        context: Asked,
        base: Base = "",
        head: Head = "",
        patch: Patch = "",
        repository: Repository = "",
        format: Form = "markdown",  # noqa: A002 - the word of the command line
        page: Page = 1,
    ) -> str:
        """Review with the analyzers alone: what is proved or matched, with line, evidence, tried fix, and the impact.

        With `base` (or `patch`) only what the change brings in; without, the whole repository as it lies there.
        """

        def make(progress: Progress) -> str:
            with self.workplace.checkout(repository, base, head, patch) as checkout:
                analysis = analyse(checkout, facts_cache(True), progress)
                return self._kept(analysis.review, Source.of(checkout), format)

        return await self._paged(context, f"check {(base, head, patch, repository, format)}", page, make)

    async def review_change(
        self,
        context: Asked,
        base: Base = "",
        head: Head = "",
        patch: Patch = "",
        repository: Repository = "",
        format: Form = "markdown",  # noqa: A002
        page: Page = 1,
    ) -> str:
        """The full review of a change: the analyzers, what is remembered, and models where the server may ask them.

        Name the change by `base` (and `head`), or give a `patch`.
        """
        if not base and not patch:
            raise HeadgateError("A review is asked of a change: name it with base or patch; check looks at everything.")

        def make(progress: Progress) -> str:
            from graphs import review as machine  # noqa: PLC0415 - langgraph takes a second to import

            with self.workplace.checkout(repository, base, head, patch) as checkout:
                review = machine.run(
                    checkout, models=self.workplace.models, run_id=uuid.uuid4().hex[:12], progress=progress
                )
                return self._kept(review, Source.of(checkout), format)

        return await self._paged(context, f"review {(base, head, patch, repository, format)}", page, make)

    async def impact(
        self,
        context: Asked,
        base: Base = "",
        head: Head = "",
        patch: Patch = "",
        repository: Repository = "",
        format: Form = "markdown",  # noqa: A002
        page: Page = 1,
    ) -> str:
        """Which models, jobs, topics and dashboards a change breaks or alters, by which way, with both versions run.

        Changed queries are run on DuckDB over seeds and made-up rows, never on real data.
        """
        if not base and not patch:
            raise HeadgateError("Impact is asked of a change: name it with base or patch.")

        def make(progress: Progress) -> str:
            with self.workplace.checkout(repository, base, head, patch) as checkout:
                analysis = analyse(checkout, facts_cache(True), progress)
                comparison = analysis.comparison
                if comparison is None:
                    raise HeadgateError("Impact is asked of a change, and there is no base to compare with.")
                trial = tried(comparison.impact, checkout.settings.bounds)
                found = downstream(analysis.review, comparison.impact, trial)
                return json.dumps(as_json(found), indent=1) if format == "json" else impact_markdown(found)

        return await self._paged(context, f"impact {(base, head, patch, repository, format)}", page, make)

    async def _paged(self, context: Asked, key: str, page: int, make: Callable[[Progress], str]) -> str:
        return await worked(context, lambda progress: self.workplace.pages.page(key, page, lambda: make(progress)))

    def _kept(self, review: Review, source: Source, form: str) -> str:
        self.workplace.last = Last(review, source)
        return json_report.render(review) if form == "json" else markdown.render(review, source)


def register(server: MCPServer, workplace: Workplace) -> None:
    """Add the tools of this room."""
    changes = Changes(workplace)
    server.add_tool(changes.check, title="Check with the analyzers", annotations=READS, structured_output=False)
    server.add_tool(changes.impact, title="Impact of a change", annotations=READS, structured_output=False)
    server.add_tool(
        changes.review_change,
        title="Review a change",
        annotations=_ASKS_MODELS if workplace.models else READS,
        structured_output=False,
    )

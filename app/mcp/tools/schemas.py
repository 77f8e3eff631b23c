"""Tools about schemas: whether two versions understand each other, the way round a break, and what went before."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from mcp.server.mcpserver import MCPServer
from pydantic import Field

from app.cli.compat import kind_of
from app.mcp.tools.arguments import READS, Form, Page, Repository
from app.mcp.work import Asked, worked
from app.mcp.workplace import Workplace, in_commit
from app.report import compat as compat_report
from app.report import schema_history as history_report
from app.report import schema_plan as plan_report
from headgate.errors import HeadgateError
from headgate.facts.schemas.model import SchemaFormat
from headgate.impact.compat.change import Profile
from headgate.impact.compat.compare import compare
from headgate.impact.compat.history import holds, told
from headgate.impact.plan import Size
from headgate.impact.plan.make import plan as make_plan
from headgate.impact.plan.make import plan_move
from headgate.settings import CompatibilityMode

Old = Annotated[str, Field(description="the schema in use: a path, or REF:path for a version in git (main:a.avsc)")]
New = Annotated[str, Field(description="the schema that is to replace it: a path, or REF:path")]
Kind = Annotated[SchemaFormat | None, Field(description="only where the file's name does not tell")]
By = Annotated[Profile | None, Field(description="by whose rules; empty for the kind's usual ones")]
Dialect = Annotated[str, Field(max_length=40, description="SQL dialect of DDL, in sqlglot's words")]
ByMode = Annotated[CompatibilityMode, Field(description="what is demanded, in the words of schema registries")]


class Schemas:
    """The tools over one workplace."""

    def __init__(self, workplace: Workplace) -> None:
        self.workplace = workplace

    async def compat(
        self,
        context: Asked,
        old: Old,
        new: New,
        kind: Kind = None,
        profile: By = None,
        dialect: Dialect = "",
        mode: ByMode = CompatibilityMode.FULL,
        repository: Repository = "",
        format: Form = "markdown",  # noqa: A002 - the word of the command line
        page: Page = 1,
    ) -> str:
        """Whether readers and writers of two versions of an Avro, Protobuf, JSON Schema, DDL or contract file fit.

        Directional verdicts, each change with its path and line, and the record that breaks.
        """

        def make() -> str:
            (_, before), (name, after) = self._both(old, new, repository)
            judged = compare(kind_of(Path(name), kind or ""), before, after, profile or "", dialect)
            if format == "json":
                return compat_report.as_json(judged)
            held = {True: "met", False: "not met", None: "cannot be told"}[holds(mode, judged)]
            return f"{compat_report.as_markdown(judged)}\n{mode.value}: {held}\n"

        key = f"compat {(old, new, kind, profile, dialect, mode, repository, format)}"
        return await worked(context, lambda _: self.workplace.pages.page(key, page, make))

    async def schema_plan(
        self,
        context: Asked,
        old: Old,
        new: New,
        kind: Kind = None,
        profile: By = None,
        dialect: Dialect = "",
        rows: Annotated[int, Field(ge=0, description="rows that are there, for the sizing")] = 0,
        size: Annotated[int, Field(ge=0, description="bytes that are there, for the sizing")] = 0,
        daily: Annotated[int, Field(ge=0, description="new bytes a day")] = 0,
        to: Annotated[str, Field(description="plan a move of all data to this format: parquet, iceberg, …")] = "",
        repository: Repository = "",
        format: Form = "markdown",  # noqa: A002
        page: Page = 1,
    ) -> str:
        """The steps from one version of a schema to another without a break: expand, migrate, contract.

        Each step is a pull request: what it changes, what must be so before the next, and the way back.
        """

        def make() -> str:
            given = Size(rows, size, daily, 200_000_000)
            if to:
                made = plan_move(to, given)
            else:
                (_, before), (name, after) = self._both(old, new, repository)
                chosen = kind_of(Path(name), kind or "")
                made = make_plan(chosen, before, after, profile=profile or "", dialect=dialect, size=given)
            return plan_report.as_json(made) if format == "json" else plan_report.as_markdown(made)

        key = f"plan {(old, new, kind, profile, dialect, rows, size, daily, to, repository, format)}"
        return await worked(context, lambda _: self.workplace.pages.page(key, page, make))

    async def schema_history(
        self,
        context: Asked,
        path: Annotated[str, Field(description="a schema file of the repository, committed to git")],
        kind: Kind = None,
        profile: By = None,
        ref: Annotated[str, Field(description="branch, tag or commit to start from")] = "HEAD",
        limit: Annotated[int, Field(ge=2, le=200, description="commits that are looked at")] = 30,
        mode: ByMode = CompatibilityMode.NONE,
        repository: Repository = "",
        format: Form = "markdown",  # noqa: A002
        page: Page = 1,
    ) -> str:
        """How a schema evolved: who changed what when, and which versions could not read which."""

        def make() -> str:
            root = self.workplace.repository(repository)
            format_ = SchemaFormat(kind_of(Path(path), kind or ""))
            found = told(root, in_commit(path, root), format_, profile or "", ref=ref, limit=limit)
            if not found:
                raise HeadgateError(f"git knows no version of {path[:200]}; name a file that was committed.")
            write = history_report.as_json if format == "json" else history_report.as_markdown
            return write(path, found, mode)

        key = f"history {(path, kind, profile, ref, limit, mode, repository, format)}"
        return await worked(context, lambda _: self.workplace.pages.page(key, page, make))

    def _both(self, old: str, new: str, repository: str) -> tuple[tuple[str, str], tuple[str, str]]:
        return self.workplace.text(old, repository), self.workplace.text(new, repository)


def register(server: MCPServer, workplace: Workplace) -> None:
    """Add the tools of this room."""
    schemas = Schemas(workplace)
    server.add_tool(schemas.compat, title="Schema compatibility", annotations=READS, structured_output=False)
    server.add_tool(schemas.schema_history, title="History of a schema", annotations=READS, structured_output=False)
    server.add_tool(schemas.schema_plan, title="Plan round a break", annotations=READS, structured_output=False)

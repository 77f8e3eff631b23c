"""The tool about runs and plans of Spark."""

from __future__ import annotations

from typing import Annotated, Literal

from mcp.server.mcpserver import MCPServer
from pydantic import Field

from app.cli import spark_plan
from app.cli.spark import report_on
from app.mcp.tools.arguments import READS, Page, Repository
from app.mcp.work import Asked, worked
from app.mcp.workplace import Workplace
from app.report.run.document import as_json
from app.report.run.markdown import as_markdown
from app.report.run.tuning import tuning
from headgate.errors import HeadgateError
from headgate.review_plan import against as worse_than
from headgate.review_plan import review_plan

Log = Annotated[str, Field(description="an event log (file or folder), or a file with an EXPLAIN plan, by path")]
CodeAt = Annotated[str, Field(description="the program that was run or its folder, by path; read, never run")]
Price = Annotated[float, Field(ge=0, description="what a core-hour costs, in your currency")]
Older = Annotated[str, Field(description="for a plan: the older one, by path")]
Form = Annotated[
    Literal["markdown", "tuning", "json"], Field(description="tuning: a tuning engineer's report, most gain first")
]


def register(server: MCPServer, workplace: Workplace) -> None:
    """Add the tool of this room."""

    @server.tool(title="A run or plan of Spark", annotations=READS, structured_output=False)
    async def spark_log(
        context: Asked,
        log: Log,
        code: CodeAt = "",
        price: Price = 0.0,
        against: Older = "",
        repository: Repository = "",
        format: Form = "markdown",  # noqa: A002 - the word of the command line
        page: Page = 1,
    ) -> str:
        """What a run of Spark spent its time on, and the lines of code that cost it; or what a plan will cost."""

        def make() -> str:
            path = workplace.file(log, repository)
            if path.is_file() and spark_plan.is_plan(path):
                return _plan(workplace, log, against, repository, format)
            if against:
                raise HeadgateError("`against` compares two plans that EXPLAIN wrote, and this is none.")
            made = report_on(path, workplace.file(code, repository) if code else None, price, code_rules=True)
            return {"json": as_json, "markdown": as_markdown, "tuning": tuning}[format](made)

        key = f"spark {(log, code, price, against, repository, format)}"
        return await worked(context, lambda _: workplace.pages.page(key, page, make))


def _plan(workplace: Workplace, log: str, against: str, repository: str, form: str) -> str:
    review = review_plan(log, workplace.text(log, repository)[1].replace("\r\n", "\n"))
    if against:
        review = worse_than(review, review_plan(against, workplace.text(against, repository)[1]))
    return spark_plan.writer_of("json" if form == "json" else "markdown")(review)

"""Prompts: six playbooks that say which tools to call in which order, and what to write of what they answer."""

from __future__ import annotations

from importlib import resources
from typing import Annotated

from mcp.server.mcpserver import MCPServer
from pydantic import Field

from app.mcp.workplace import Workplace
from app.report.clean import folded

_LONGEST = 300
"""Characters of what a person fills in."""
Focus = Annotated[str, Field(description="what to look at above all; empty for everything")]


def playbook(called: str, /, **slots: str) -> str:
    """The playbook of this name with its slots filled."""
    text = resources.files(__name__).joinpath(f"{called}.md").read_text(encoding="utf-8")
    for slot, value in slots.items():
        text = text.replace(f"{{{slot}}}", folded(value)[:_LONGEST])
    return text


def register(server: MCPServer, workplace: Workplace) -> None:
    """Add the six prompts."""
    here = workplace.repository().name

    @server.prompt(name="architecture-review", title="Review the architecture")
    def architecture_review(focus: Focus = "") -> str:
        """Strengths and risks of all pipelines in the repository, each with the evidence for it."""
        return playbook("architecture-review", repository=here, focus=_above_all(focus))

    @server.prompt(name="spark-job", title="Tune a Spark job")
    def spark_job(
        job: Annotated[str, Field(description="the program, by path")],
        log: Annotated[str, Field(description="its event log, by path, where there is one")] = "",
    ) -> str:
        """Where a Spark job spends its time, and the few changes worth making."""
        return playbook("spark-job", job=job, log=f" ({log})" if log else "")

    @server.prompt(name="quality-framework", title="Design quality checks")
    def quality_framework(focus: Focus = "") -> str:
        """Which checks which datasets need, by the harm that they prevent."""
        return playbook("quality-framework", repository=here, focus=_above_all(focus))

    @server.prompt(name="schema-evolution", title="Change a schema safely")
    def schema_evolution(
        old: Annotated[str, Field(description="the schema in use: a path, or REF:path")],
        new: Annotated[str, Field(description="the schema that is to replace it")],
    ) -> str:
        """The way from one version of a schema to another that breaks nobody."""
        return playbook("schema-evolution", old=old, new=new)

    @server.prompt(name="lineage-map", title="Map lineage")
    def lineage_map(name: Annotated[str, Field(description="a dataset or dataset.column")]) -> str:
        """Where a dataset or column is born, what is done to it, and who depends on it."""
        return playbook("lineage-map", name=name)

    @server.prompt(name="streaming-design", title="Review a streaming design")
    def streaming_design(focus: Focus = "") -> str:
        """Keys, order, late data, state, replay and schemas of the streaming part."""
        return playbook("streaming-design", repository=here, focus=_above_all(focus))


def _above_all(focus: str) -> str:
    return f" Above all: {focus}." if focus else ""

"""Tool: who changed a file, when, and why."""

from __future__ import annotations

from pydantic import Field

from agents.tools.tool import Question, Tool
from agents.tools.workspace import Workspace
from headgate.source.history import versions


class Logged(Question):
    path: str
    limit: int = Field(10, ge=1, le=40)


def _answer(asked: Logged, workspace: Workspace) -> str:
    workspace.known(asked.path)
    repository, ref = workspace.repository()
    found = versions(repository, asked.path, ref=ref, limit=asked.limit)
    lines = [f"{one.commit[:12]} {one.date[:10]} {one.author}: {one.subject}" for one in found]
    return "\n".join(lines) or f"git knows no commit of {asked.path}"


git_log = Tool("git_log", "The commits of a file, newest first.", Logged, _answer)

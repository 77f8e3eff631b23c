"""Tool: which commit each line came with."""

from __future__ import annotations

from pydantic import Field

from agents.tools.tool import Question, Tool
from agents.tools.workspace import CannotAnswerError, Workspace
from headgate.source.history import blame

_MOST_LINES = 60


class Blames(Question):
    path: str
    start: int = Field(ge=1)
    end: int = Field(0, ge=0)


def _answer(asked: Blames, workspace: Workspace) -> str:
    workspace.known(asked.path)
    repository, ref = workspace.repository()
    last = min(max(asked.end, asked.start), asked.start + _MOST_LINES - 1)
    lines = len(workspace.lines(asked.path))
    if asked.start > lines:
        raise CannotAnswerError(f"{asked.path} has {lines} lines.")
    found = blame(repository, asked.path, asked.start, min(last, lines), ref=ref)
    return "\n".join(
        f"{one.line:>5} {one.commit[:12]} {one.date} {one.author} ({one.subject[:60]}) | {one.text}" for one in found
    )


git_blame = Tool("git_blame", f"The commit of each line, {_MOST_LINES} lines at most.", Blames, _answer)

"""Tool: the lines of a file."""

from __future__ import annotations

from pydantic import Field

from agents.quoting import marked
from agents.tools.tool import Question, Tool
from agents.tools.workspace import Workspace
from headgate.location import Side

_MOST_LINES = 150


class Lines(Question):
    path: str
    start: int = Field(1, ge=1)
    end: int = Field(0, ge=0)
    side: Side = Side.HEAD


def _answer(asked: Lines, workspace: Workspace) -> str:
    lines = workspace.lines(asked.path, asked.side)
    wanted = asked.end or asked.start + _MOST_LINES - 1
    last = min(wanted, asked.start + _MOST_LINES - 1, len(lines))
    added = workspace.added(asked.path) if asked.side is Side.HEAD else frozenset()
    cut = f"\n[cut after line {last}]" if last < min(asked.end or len(lines), len(lines)) else ""
    shown = "\n".join(marked(lines, asked.start, last, added))
    return f"{asked.path} ({asked.side.value}, lines {asked.start} to {last} of {len(lines)})\n{shown}{cut}"


read_file = Tool(
    "read_file",
    f"Lines of a file, `+` before those that the change adds; {_MOST_LINES} at most.",
    Lines,
    _answer,
)

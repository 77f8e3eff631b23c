"""Tool: which files there are."""

from __future__ import annotations

from collections import Counter

from agents.tools.search.regexp import matching
from agents.tools.tool import Question, Tool
from agents.tools.workspace import Workspace
from headgate.location import Side

_MOST = 150


class Listed(Question):
    file: str = ""
    side: Side = Side.HEAD


def _answer(asked: Listed, workspace: Workspace) -> str:
    project = workspace.project(asked.side)
    paths = list(project.snapshot.paths)
    if asked.file:
        paths = [paths[at] for at in matching(asked.file, paths, case=True)]
    changed = workspace.change.files if workspace.change else {}
    if len(paths) > _MOST:
        return f"{len(paths)} files; by folder, name one in `file`\n" + "\n".join(_folders(paths))
    shown = [f"{path}{_kinds(path, project.files)}{' (changed)' if path in changed else ''}" for path in paths]
    return "\n".join([f"{len(paths)} files", *shown])


def _kinds(path: str, files: object) -> str:
    facts = files.get(path) if hasattr(files, "get") else None
    return f" [{', '.join(facts.kinds)}]" if facts is not None and facts.kinds else ""


def _folders(paths: list[str]) -> list[str]:
    """Folders to the depth that still fits, with how many files lie in each."""
    best: Counter[str] = Counter()
    for depth in range(1, 8):
        found = Counter("/".join(path.split("/")[:-1][:depth]) or "." for path in paths)
        if len(found) > _MOST and best:
            break
        best = found
    return [f"{folder}/ {count}" for folder, count in sorted(best.items())[:_MOST]]


list_files = Tool("list_files", "Files with their kinds; `file` is a regular expression of the path.", Listed, _answer)

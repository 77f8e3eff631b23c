"""Tool: what the change, or a commit before it, did to a file."""

from __future__ import annotations

import re

from agents.quoting import shown_hunks
from agents.tools.tool import Question, Tool
from agents.tools.workspace import CannotAnswerError, Workspace
from headgate.source.history import difference

_COMMIT = re.compile(r"[0-9a-f]{7,64}")


class Differed(Question):
    path: str
    commit: str = ""


def _answer(asked: Differed, workspace: Workspace) -> str:
    change = workspace.change
    if not asked.commit:
        if change is None:
            raise CannotAnswerError("A whole repository is reviewed, there is no change; name a commit of git_log.")
        if asked.path not in change.files:
            raise CannotAnswerError(
                f"The change leaves '{asked.path[:200]}' as it was; list_files marks what it touches."
            )
        return f"{asked.path}\n" + "\n...\n".join(shown_hunks(change.files[asked.path]))
    if not _COMMIT.fullmatch(asked.commit):
        raise CannotAnswerError("`commit` is an id as git_log gives it.")
    workspace.known(asked.path)
    repository, _ = workspace.repository()
    return difference(repository, asked.path, asked.commit) or f"{asked.commit} left {asked.path} as it was"


git_diff = Tool("git_diff", "What the change did to a file; with `commit`, what that commit did.", Differed, _answer)

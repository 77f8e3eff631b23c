"""Tool: patterns that are remembered."""

from __future__ import annotations

import threading
from contextlib import closing

from agents.tools.tool import Question, Tool
from agents.tools.workspace import Workspace
from knowledge.store import open_store

_ONE_AT_A_TIME = threading.Lock()
"""The embedded store has one user at a time, and specialists ask at once."""


class Recalled(Question):
    query: str


def _answer(asked: Recalled, workspace: Workspace) -> str:
    with _ONE_AT_A_TIME, closing(open_store(workspace.settings.knowledge)) as store:
        found = store.search(asked.query[:400], limit=4)
    told = [
        f"{entry.title}\nsign: {entry.sign}\nremedy: {entry.remedy}\nexcept: {entry.exceptions}" for entry, _ in found
    ]
    return "\n\n".join(told) or "nothing like that is remembered"


knowledge = Tool("knowledge", "Patterns and remedies remembered from earlier reviews.", Recalled, _answer)

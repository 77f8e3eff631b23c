"""Tool: what the change does downstream."""

from __future__ import annotations

from collections import Counter

from agents.tools.tool import Question, Tool
from agents.tools.workspace import CannotAnswerError, Workspace
from headgate.review import Affected

_MOST = 40


class Reached(Question):
    name: str = ""


def _answer(asked: Reached, workspace: Workspace) -> str:
    if workspace.analysis.comparison is None:
        raise CannotAnswerError("A whole repository is reviewed, there is no change whose impact could be told.")
    every = workspace.analysis.review.impact
    wanted = asked.name.lower()
    found = [one for one in every if wanted in one.name.lower()] if wanted else list(every)
    if not found:
        return f"the change reaches nothing called {asked.name}" if wanted else "the change reaches nothing downstream"
    counts = Counter(one.effect for one in found)
    shown = [one for one in found if one.effect != "unaffected"] or found
    rest = [f"[cut: {len(shown) - _MOST} more; name one]"] if len(shown) > _MOST else []
    return "\n".join([", ".join(f"{n} {effect}" for effect, n in counts.items()), *map(_row, shown[:_MOST]), *rest])


def _row(one: Affected) -> str:
    columns = f" ({', '.join(one.columns[:12])})" if one.columns else ""
    where = f" at {one.file}{f':{one.line}' if one.line else ''}" if one.file else ""
    return f"{one.kind} {one.name}: {one.effect}{columns}{where}: {one.reason}; by {' -> '.join(one.path[:8])}"


impact = Tool("impact", "What the change breaks or alters downstream, all or what is called `name`.", Reached, _answer)

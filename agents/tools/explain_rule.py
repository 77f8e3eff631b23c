"""Tool: what a rule says of itself."""

from __future__ import annotations

from difflib import get_close_matches

from agents.tools.tool import Question, Tool
from agents.tools.workspace import CannotAnswerError, Workspace
from headgate.rules.runs.registry import every_rule


class Explained(Question):
    rule: str


def _answer(asked: Explained, _: Workspace) -> str:
    known = {one.id: one for one in every_rule()}
    if asked.rule not in known:
        near = get_close_matches(asked.rule, known, n=4, cutoff=0.4)
        raise CannotAnswerError(f"There is no rule '{asked.rule[:80]}'; near it are {', '.join(near) or 'none'}.")
    rule = known[asked.rule]
    return f"{rule.id}: {rule.level.value}, {rule.proof.value}\n{rule.documentation}"


explain_rule = Tool(
    "explain_rule", "What a rule looks for, why, what to do instead, when it stays silent.", Explained, _answer
)

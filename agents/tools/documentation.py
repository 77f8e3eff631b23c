"""Tool: what Headgate's own rules and patterns say of a topic."""

from __future__ import annotations

import re
from collections import Counter

from agents.tools.tool import Question, Tool
from agents.tools.workspace import Workspace
from headgate.rules.runs.registry import every_rule

_WORD = re.compile(r"[a-z][a-z0-9_]{2,}")
_MOST = 4
_LONGEST = 1_200


class LookedUp(Question):
    query: str


def _answer(asked: LookedUp, _: Workspace) -> str:
    wanted = set(_WORD.findall(asked.query.lower()))
    scored: Counter[str] = Counter()
    pages = {one.id: one.documentation for one in every_rule()}
    for rule, page in pages.items():
        title = set(_WORD.findall(f"{rule} {page.split(chr(10), 1)[0]}".lower().replace("-", " ")))
        score = 3 * len(wanted & title) + len(wanted & set(_WORD.findall(page.lower())))
        if score:
            scored[rule] = score
    best = sorted(scored.items(), key=lambda one: (-one[1], one[0]))[:_MOST]
    return "\n\n".join(f"{rule}\n{pages[rule][:_LONGEST]}" for rule, _ in best) or "no page speaks of that"


documentation = Tool("documentation", "Pages of the rules and their sources that speak of a topic.", LookedUp, _answer)

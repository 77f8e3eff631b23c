"""Explanations of impact: shown where they speak of what the change really reaches, in names that exist."""

from __future__ import annotations

import re
from collections.abc import Iterator

from agents.candidates import Explanation
from agents.gate import plain
from headgate.facts.project import Project
from headgate.gap import Gap, GapKind
from headgate.review_change import Analysis

_LONGEST = 400
_NAME = re.compile(r"`([^`\n]{1,200})`|\b(\w+(?:[./]\w[\w-]*)+|[A-Za-z]\w*_\w+)\b")
"""Words that can only be names: in backticks, with dots or slashes inside, with underscores."""
_PARTS = re.compile(r"[\w-]+")
_ABBREVIATIONS = frozenset(("e.g", "i.e", "and/or", "n/a"))


def explained(specialist: str, one: Explanation, analysis: Analysis) -> tuple[str, str] | Gap:
    """What is reached, and the words on it; or the reason why they are not shown."""
    name = one.of.strip().strip("`")
    text = " ".join(plain(one.text).split())[:_LONGEST]
    reached = next((row for row in analysis.review.impact if name in (row.name, row.path[-1:] and row.path[-1])), None)

    def ended(why: str) -> Gap:
        return Gap(reached.file if reached else "", f"explanation by {specialist}", why, GapKind.REJECTED)

    if reached is None or reached.effect == "unaffected":
        return ended(f"the change does not reach '{plain(name)[:100]}'")
    if not text:
        return ended("it says nothing")
    known = frozenset(_names(analysis))
    for word in _told(text):
        if not _is_known(word, known):
            return ended(f"it speaks of '{word[:100]}', which is nowhere in the repository")
    return reached.name, text


def _told(text: str) -> Iterator[str]:
    for found in _NAME.finditer(text):
        word = (found[1] or found[2]).strip()
        if word.lower().strip(".") not in _ABBREVIATIONS and not word.replace(".", "").isdigit():
            yield word


def _is_known(word: str, known: frozenset[str]) -> bool:
    """Whether the word, or each of its parts, is a name of the repository."""
    folded = word.lower()
    return folded in known or all(part in known or part.isdigit() for part in _PARTS.findall(folded))


def _names(analysis: Analysis) -> Iterator[str]:
    """Datasets, columns, jobs and files of both sides, whole and in parts."""
    sides = (analysis.head, analysis.base) if analysis.base else (analysis.head,)
    for side in sides:
        for name in _of(side.project):
            folded = name.lower()
            yield folded
            yield from _PARTS.findall(folded)
    for row in analysis.review.impact:
        yield row.name.lower()
        yield from _PARTS.findall(row.name.lower())


def _of(project: Project) -> Iterator[str]:
    graph = project.graph
    yield from project.snapshot.paths
    for dataset, node in graph.nodes.items():
        yield str(dataset)
        yield from (column.name for column in node.columns)
    for job in graph.jobs:
        yield job.name
        for use in (*job.reads, *job.writes):
            yield str(use.dataset)
            yield from use.columns or ()
    for edge in graph.edges:
        yield edge.source.column
        yield edge.target.column

"""Texts that hold plans, read: a file of plans, a log, a notebook, the description of a query in an event log."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from headgate.facts.reading import FileFacts, Reading, SourceFile
from headgate.facts.spark.explain.draft import CODEGEN, HEADER, Draft
from headgate.facts.spark.explain.lines import MOST_LINES, Line, lines_of, numbered
from headgate.facts.spark.explain.model import SparkPlan
from headgate.facts.spark.explain.tree import is_branch, is_root
from headgate.gap import GapKind

_ORDER = ("Parsed Logical", "Analyzed Logical", "Optimized Logical", "Physical")
MOST_PLANS = 5_000


def read(file: SourceFile) -> Reading:
    """The plans of a plan file. Reader for `Kind.SPARK_PLAN`."""
    plans = plans_in(file.path, file.text)
    gaps = [file.gap(f"plan at line {line}", why, GapKind.UNPARSED) for plan in plans for line, why in plan.unread[:5]]
    if file.text.count("\n") > MOST_LINES:
        gaps.append(file.gap("file", f"only the first {MOST_LINES:,} lines are read", GapKind.TOO_LARGE))
    return Reading(FileFacts(file.path, tuple(sorted(file.kinds)), gaps=tuple(gaps)), tuple(plans))


def plans_in(path: str, text: str) -> list[SparkPlan]:
    """All plans that a text holds, in order; a bare tree without a heading is one too."""
    return _plans(path, lines_of(text))


def plans_of(lines: Iterable[str], path: str = "") -> list[SparkPlan]:
    """All plans in `lines`, such as those of an event log's `physicalPlanDescription`; they count from 1."""
    return _plans(path, numbered(lines))


def _plans(path: str, lines: list[Line]) -> list[SparkPlan]:
    found: list[SparkPlan] = []
    drafts = list(_drafts(lines))
    for start, end in drafts[:MOST_PLANS]:
        plan = Draft(path, lines[start:end]).plan()
        if plan is not None:
            found.append(plan)
    if not found and not drafts:
        starts = _bare(lines)[:MOST_PLANS]
        ends = [*starts[1:], len(lines)]
        for start, end in zip(starts, ends, strict=False):
            plan = Draft(path, lines[start:end], bare=True).plan()
            found += [plan] if plan is not None else []
    return found


def _drafts(lines: Sequence[Line]) -> Iterator[tuple[int, int]]:
    """Start and end of the lines of each plan: a new one begins where a section comes that was there already."""
    start, reached = -1, -1
    for at, line in enumerate(lines):
        if "==" not in line.text and "Found" not in line.text:
            continue
        header = HEADER.match(line.text)
        kind = _ORDER.index(header["kind"]) if header else len(_ORDER) if CODEGEN.search(line.text) else None
        if kind is None:
            continue
        if start >= 0 and kind <= reached:
            yield start, at
            start = at
        elif start < 0:
            start = at
        reached = kind
    if start >= 0:
        yield start, len(lines)


def _bare(lines: Sequence[Line]) -> list[int]:
    """Where trees without a heading begin."""
    return [
        at
        for at, line in enumerate(lines[:-1])
        if not is_branch(line.text) and is_root(line.text) and re.match(r"[+:]- ", lines[at + 1].text)
    ]


def holds_plan(text: str) -> bool:
    """Whether `text` has a plan's heading, or begins like a bare tree."""
    lines = lines_of(text[:200_000])
    return any("==" in line.text and HEADER.match(line.text) for line in lines) or bool(_bare(lines[:50]))

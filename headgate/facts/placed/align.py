"""Which action of a program ran which SQL execution or job.

Both are sequences in time. A pair is worth what its call site, the name of its method, and the columns, literals,
paths and operators of plan and code have in common; the best pairing that goes forward, with jumps back for loops, is
found by dynamic programming, as in sequence alignment.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import log
from pathlib import PurePosixPath

from headgate.facts.placed.code import Action
from headgate.facts.placed.kinds import kind_of_operator
from headgate.facts.placed.sql_text import words
from headgate.facts.runtime.operators import Operator

SITE = re.compile(r"^\s*(?:\$anonfun\$)?(?P<method>[\w$]+) at (?P<file>.+?):(?P<line>\d+)")
_BACK = 1.5
"""What a jump back costs: a loop's next turn."""
_CERTAIN = 100.0
_LEAST = 1.5
"""Less in common than this is no pair."""
_MOST_UNITS = 3_000
_ID = re.compile(r"#\d+L?")
_SAID: dict[str, tuple[str, ...]] = {
    "show": ("showString", "getRowsToPython", "show"),
    "display": ("collectToPython", "showString", "display"),
    "toPandas": ("toPandas", "collectToPython", "collectAsArrowToPython"),
    "take": ("take", "collect", "head"),
    "head": ("head", "collect", "take"),
    "first": ("first", "head", "collect", "take"),
    "collect": ("collect", "collectToPython"),
    "toLocalIterator": ("toLocalIterator", "toPythonIterator"),
    "start": ("start",),
    "foreachPartition": ("foreachPartition", "foreach"),
    "isEmpty": ("isEmpty", "head", "take"),
    "tail": ("tail", "tailToPython"),
    "sql": ("sql",),
    "load": ("load",),
}
"""Methods of programs and what Spark calls them in descriptions, where that differs."""


@dataclass(frozen=True, slots=True)
class Unit:
    """An execution or a job without one, as what is to be paired."""

    key: tuple[str, int]
    """`execution` or `job`, and its id."""
    said: str
    """Its description or the name of its last stage."""
    plan: Operator | None
    at: int
    command: str = ""


@dataclass(frozen=True, slots=True)
class Print:
    """What a plan is known by."""

    words: frozenset[str]
    kinds: dict[str, int]
    where: str
    """Locations of what it reads and stores."""


def print_of(plan: Operator | None) -> Print:
    """The words, operators and places of a plan."""
    if plan is None:
        return Print(frozenset(), {}, "")
    said: set[str] = set()
    kinds: dict[str, int] = {}
    where: list[str] = []
    for number, operator in enumerate(plan.walk()):
        if number > 2_000:
            break
        said |= words(_ID.sub("", operator.text))
        kind = kind_of_operator(operator.name)
        if kind:
            kinds[kind] = kinds.get(kind, 0) + 1
        if kind in ("scan", "write"):
            where.append(operator.metadata.get("Location", "") + " " + operator.text)
    return Print(frozenset(said), kinds, "\n".join(where))


def worth(unit: Unit, plan: Print, action: Action, rarity: Mapping[str, float]) -> float:
    """How well `action` explains `unit`; negative where it cannot be it."""
    site = SITE.match(unit.said)
    if site is not None and not site["file"].endswith((".java", ".scala", "<unknown>")):
        return _by_site(site, action)
    score = 0.0
    if site is not None:
        if site["file"].endswith(".scala") and PurePosixPath(action.path).name == site["file"]:
            near = action.line <= int(site["line"]) <= max(action.end_line, action.line)
            return _CERTAIN if near else -10.0
        score += 4.0 if site["method"] in _SAID.get(action.method, (action.method,)) else -6.0
    if unit.plan is None:
        return score - (0.0 if action.reads else 1.0)
    return (score - (3.0 if action.reads else 0.0)) + _content(plan, action, rarity)


def _by_site(site: re.Match[str], action: Action) -> float:
    told, known = PurePosixPath(site["file"]), PurePosixPath(action.path)
    if told.name != known.name and not _is_cell(site["file"]):
        return -10.0
    line = int(site["line"])
    if told.name == known.name:
        return _CERTAIN if action.line <= line <= max(action.end_line, action.line) else -10.0
    return 4.0 if site["method"] in _SAID.get(action.method, (action.method,)) else -6.0


def _is_cell(file: str) -> bool:
    return file.startswith(("<ipython-input", "<stdin>", "<command", "/tmp/ipykernel")) or "ipykernel" in file  # noqa: S108


_TELLING = ("join", "aggregate", "sort", "window", "generate", "python", "union", "cache")


def _content(plan: Print, action: Action, rarity: Mapping[str, float]) -> float:
    score = 0.0
    said = [word for word in action.words if len(word) > 1 or word.isdigit()]
    if said:
        whole = sum(rarity.get(word, 1.0) for word in said)
        found = [word for word in said if word in plan.words]
        score += 6.0 * sum(rarity.get(word, 1.0) for word in found) / (whole or 1.0)
        # What few actions say tells them apart: of two that explain a plan, the one that explains more of it.
        score += min(3.0, 0.5 * sum(rarity.get(word, 0.0) for word in found))
    for step in action.steps:
        if step.kind in ("scan", "write"):
            paths = [text for text in step.texts if "/" in text or "." in text]
            if paths:
                named = any(text.split("://")[-1].strip("/") in plan.where for text in paths)
                score += 1.5 if named else -1.0
    made = {step.kind for step in action.steps}
    for kind in _TELLING:
        if kind in ("aggregate",) and action.method == "count":
            continue
        if (kind in made) == (kind in plan.kinds):
            score += 0.4 if kind in made else 0.1
        elif kind in plan.kinds:
            score -= 0.8
        elif kind not in ("cache", "sort"):
            score -= 0.6
    return score


def align(units: Sequence[Unit], actions: Sequence[Action]) -> dict[tuple[str, int], tuple[int, float]]:
    """The action of each unit, by its place in `actions`, and what the pair is worth."""
    if not units or not actions:
        return {}
    units = units[:_MOST_UNITS]
    prints: dict[int, Print] = {}
    rows: list[list[float]] = []
    known: dict[tuple[str, str], list[float]] = {}
    rarity = _rarity(actions)
    for unit in units:
        shape = (unit.said, _ID.sub("", unit.plan.text if unit.plan else "") + str(id(unit.plan)))
        if shape not in known:
            plan = prints.setdefault(id(unit.plan), print_of(unit.plan))
            known[shape] = [worth(unit, plan, action, rarity) for action in actions]
        rows.append(known[shape])
    chosen = _best_path(rows, [action.loops for action in actions])
    return {
        unit.key: (at, rows[number][at])
        for number, (unit, at) in enumerate(zip(units, chosen, strict=True))
        if at is not None and rows[number][at] >= _LEAST
    }


def _rarity(actions: Sequence[Action]) -> dict[str, float]:
    """How much a word tells: 0 where all actions say it."""
    places = {(one.path, one.line): one for one in actions}
    counts: dict[str, int] = {}
    for action in places.values():
        for word in action.words:
            counts[word] = counts.get(word, 0) + 1
    return {word: log(len(places) / count) if len(places) > 1 else 1.0 for word, count in counts.items()}


def _best_path(rows: list[list[float]], loops: list[int]) -> list[int | None]:
    """For each row its column, so that columns go forward; staying is free, going back costs.

    A row may also stay without a column, which is worth nothing.
    """
    width = len(rows[0])
    score = [0.0] * width
    choices: list[list[tuple[int, bool]]] = []
    for row in rows:
        best_before, at_before = float("-inf"), 0
        forward: list[tuple[float, int]] = []
        for column in range(width):
            # Coming again to the very same action is told apart from going on only a little, in favour of going on.
            staying = score[column] - (0.0 if loops[column] else 0.3)
            if staying > best_before:
                forward.append((staying, column))
            else:
                forward.append((best_before, at_before))
            if score[column] > best_before:
                best_before, at_before = score[column], column
        back = max(range(width), key=score.__getitem__)
        made: list[float] = []
        came: list[tuple[int, bool]] = []
        for column in range(width):
            value, origin = forward[column]
            if score[back] - _BACK > value:
                value, origin = score[back] - _BACK, back
            paired = row[column] >= _LEAST
            kept = score[column]
            if paired and value + row[column] > kept:
                made.append(value + row[column])
                came.append((origin, True))
            else:
                made.append(kept)
                came.append((column, False))
        score = made
        choices.append(came)
    at = max(range(width), key=score.__getitem__)
    chosen: list[int | None] = []
    for came in reversed(choices):
        origin, paired = came[at]
        chosen.append(at if paired else None)
        at = origin
    return chosen[::-1]

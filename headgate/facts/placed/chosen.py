"""Which of many programs was run."""

from __future__ import annotations

from collections.abc import Sequence
from math import log
from pathlib import PurePosixPath

from headgate.facts.placed.align import SITE, Unit, align, print_of
from headgate.facts.placed.code import Program

_COMPARED = 8
"""Programs that are aligned with the run; the others are left out by what they say."""
_UNITS = 80
_PLANS = 30
_NAMED = 60.0


def likeliest(candidates: Sequence[Program], units: Sequence[Unit], name: str) -> Program:
    """The program that explains a run called `name` best: by its file, by its words, by its actions in their order."""
    files = {PurePosixPath(site["file"]).name for unit in units if (site := SITE.match(unit.said))}
    said = frozenset(word for unit in units[:_PLANS] for word in print_of(unit.plan).words)
    counts: dict[str, int] = {}
    spoken = {one.path: frozenset(word for action in one.actions for word in action.words) for one in candidates}
    for words in spoken.values():
        for word in words:
            counts[word] = counts.get(word, 0) + 1

    def common(program: Program) -> float:
        words = spoken[program.path]
        found = sum(log(1 + len(candidates) / counts[word]) for word in words & said)
        whole = sum(log(1 + len(candidates) / counts[word]) for word in words)
        return found * (found / whole if whole else 0.0) + _known(program, files, name)

    def fit(program: Program) -> float:
        pairs = align(units[:_UNITS], program.actions)
        unmatched = len({(one.path, one.line) for one in program.actions if not one.reads})
        matched = len({at for at, _ in pairs.values()})
        return sum(score for _, score in pairs.values()) - max(unmatched - matched, 0) + _known(program, files, name)

    nearest = sorted(candidates, key=lambda one: (-common(one), one.path))[:_COMPARED]
    return max(nearest, key=lambda one: (fit(one), -len(one.path)))


def _known(program: Program, files: set[str], name: str) -> float:
    """How far the log names the program: call sites its file, the application's name its stem."""
    path = PurePosixPath(program.path)
    by_file = _NAMED if path.name in files else 0.0
    return by_file + (
        _NAMED / 4 if name and name.lower() in (path.stem.lower(), path.stem.lower().replace("_", "-")) else 0.0
    )

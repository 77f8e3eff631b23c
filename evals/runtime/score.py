"""How well faults that were planted in runs are found, placed and told from health."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from headgate.facts.placed.code import Place
from headgate.facts.placed.placed import Placed
from headgate.facts.placed.project import code_at
from headgate.facts.runtime.read import read_log
from headgate.finding import Level
from headgate.rules.runs.findings import RunFinding, on_run
from headgate.rules.runs.subject import Measured
from headgate.settings import Bounds

HOME = Path(__file__).parent
_COSTLY = 0.05
"""A stage that takes a larger share of all task time is to have a line."""


@dataclass(frozen=True, slots=True)
class Planted:
    """What is true of a run."""

    name: str
    rule: str
    """Empty for a healthy one."""
    lines: tuple[int, int]
    also: tuple[str, ...]
    """Rules that are right here beside the one that was planted."""


@dataclass(frozen=True, slots=True)
class Judged:
    """What was found in a run, against what is true of it."""

    planted: Planted
    findings: tuple[RunFinding, ...]
    found: bool
    on_line: bool
    wrong: tuple[RunFinding, ...]
    costly: int
    placed: int


def truths(file: Path) -> Iterator[Planted]:
    """What a file of truths says, run by run."""
    for name, told in json.loads(file.read_text(encoding="utf-8")).items():
        first, last = told.get("lines", (0, 0))
        yield Planted(name, told.get("rule", ""), (first, last), tuple(told.get("also", ())))


def judge(planted: Planted, folder: Path) -> Judged:
    """Read the log of one run with its program, and compare."""
    run = read_log(folder / "logs" / f"{planted.name}.jsonl.gz")
    code = code_at(folder / "programs" / f"{planted.name}.py", Bounds())
    measured = Measured(Placed(run, code))
    findings = on_run(measured)
    spoken = [one for one in findings if one.level is not Level.NOTE]
    hits = [one for one in findings if planted.rule and one.rule == planted.rule]
    costly = [one for one in measured.stages() if measured.share(one) >= _COSTLY]
    return Judged(
        planted,
        findings,
        found=bool(hits),
        on_line=any(_within(one.seen.place, planted.lines) for one in hits),
        wrong=tuple(one for one in spoken if one.rule not in (planted.rule, *planted.also)),
        costly=len(costly),
        placed=sum(measured.place(one) is not None for one in costly),
    )


def _within(place: Place | None, lines: tuple[int, int]) -> bool:
    return place is not None and lines[0] <= place.line <= lines[1]


def scored(judged: list[Judged]) -> dict[str, float]:
    """Shares of one: recall, lines, precision, healthy runs that stay silent, costly stages with a line."""
    planted = [one for one in judged if one.planted.rule]
    healthy = [one for one in judged if not one.planted.rule]
    found = [one for one in planted if one.found]
    wrong = sum(len(one.wrong) for one in judged)
    right = sum(len(one.findings) - len(one.wrong) for one in judged)
    return {
        "recall": len(found) / max(len(planted), 1),
        "lines": sum(one.on_line for one in found) / max(len(found), 1),
        "precision": right / max(right + wrong, 1),
        "healthy": sum(not one.findings for one in healthy) / max(len(healthy), 1),
        "joined": sum(one.placed for one in judged) / max(sum(one.costly for one in judged), 1),
    }

"""Answers against the truth."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from evals.consumers.case import SchemaEdit, Unit


@dataclass
class Score:
    """Units named rightly, units missed, and places named for nothing, by carrier."""

    right: Counter[str] = field(default_factory=Counter)
    missed: Counter[str] = field(default_factory=Counter)
    wrong: Counter[str] = field(default_factory=Counter)
    file_only: Counter[str] = field(default_factory=Counter)
    """Of those missed, the ones whose file was named at another line."""
    changes: Counter[str] = field(default_factory=Counter)
    misses: defaultdict[str, list[str]] = field(default_factory=lambda: defaultdict(list))

    def add(self, edit: SchemaEdit, units: Iterable[Unit], told: frozenset[tuple[str, int]]) -> None:
        """Count one change."""
        self.changes[edit.carrier] += 1
        listed = tuple(units)
        for unit in listed:
            if any(unit.holds(*place) for place in told):
                self.right[edit.carrier] += 1
                continue
            self.missed[edit.carrier] += 1
            near = sorted(line for path, line in told if path == unit.path)
            self.file_only[edit.carrier] += bool(near)
            self.misses[edit.key].append(f"missed {unit.path} {list(unit.lines)}{f', told {near}' if near else ''}")
        for path, line in sorted(told):
            if not any(unit.holds(path, line) for unit in listed):
                self.wrong[edit.carrier] += 1
                self.misses[edit.key].append(f"wrongly {path}:{line}")


def lines(found: Score) -> Iterator[str]:
    """The figures as text."""
    yield f"{'carrier':14} changes  needed  precision  recall"
    for carrier in (*sorted(found.changes), ""):
        right, missed, wrong, changes = (
            part[carrier] if carrier else part.total()
            for part in (found.right, found.missed, found.wrong, found.changes)
        )
        precision = right / (right + wrong) if right + wrong else 1.0
        recall = right / (right + missed) if right + missed else 1.0
        yield f"{carrier or 'all':14} {changes:7} {right + missed:7} {precision:10.1%} {recall:7.1%}"

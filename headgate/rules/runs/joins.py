"""How much each side of a join moved."""

from __future__ import annotations

from headgate.facts.runtime.operators import Operator
from headgate.facts.runtime.run import Execution
from headgate.rules.runs.subject import Measured


def moved_sides(measured: Measured, execution: Execution, join: Operator) -> tuple[int, int] | None:
    """Bytes that the left and the right side shuffled; None where one of them did not, or did not count it."""
    sides = [_shuffled(measured, execution, child) for child in join.children[:2]]
    if len(sides) != 2 or sides[0] is None or sides[1] is None:
        return None
    return sides[0], sides[1]


def _shuffled(measured: Measured, execution: Execution, side: Operator) -> int | None:
    """Bytes that the nearest exchange below moved; None where there is none before another join."""
    for below in side.walk():
        if "Exchange" in below.name and "Broadcast" not in below.name:
            return measured.value(execution, below, "data size", "shuffle bytes written")
        if "Join" in below.name:
            return None
    return None

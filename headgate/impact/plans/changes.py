"""The plan files that a change touches, compared."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from headgate.facts.spark.explain.read import plans_in
from headgate.impact.comparison import Comparison
from headgate.impact.plans.compare import PlanComparison, compare_all
from headgate.source.kinds import Kind


@dataclass(frozen=True)
class PlanChange:
    """One plan of a file that was there before the change."""

    path: str
    """In the head."""
    old_path: str
    comparison: PlanComparison


def plan_changes(comparison: Comparison) -> Iterator[PlanChange]:
    """Each plan that a change brings beside the one that it replaces."""
    for path, change in comparison.change.files.items():
        old_path = change.old_path or path
        facts, before = comparison.head.files.get(path), comparison.base.files.get(old_path)
        if facts is None or before is None or Kind.SPARK_PLAN not in facts.kinds or Kind.SPARK_PLAN not in before.kinds:
            continue
        old = plans_in(old_path, comparison.base.snapshot.text_of(old_path) or "")
        new = plans_in(path, comparison.head.snapshot.text_of(path) or "")
        yield from (PlanChange(path, old_path, one) for one in compare_all(old, new))

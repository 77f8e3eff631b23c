"""What Headgate says of a file of plans, alone or beside an older one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace

from headgate.facts.reading import SourceFile
from headgate.facts.spark.explain.model import SparkPlan
from headgate.facts.spark.explain.read import read
from headgate.finding import Finding
from headgate.gap import Gap
from headgate.impact.plans.compare import PlanComparison, compare_all
from headgate.remedy.spark.trial import Outcome, Run, Verdict, verdicts
from headgate.rules.run import on_file
from headgate.source.kinds import Kind


@dataclass(frozen=True)
class PlanReview:
    """The plans of one text, and what is found in them."""

    path: str
    plans: tuple[SparkPlan, ...]
    findings: tuple[Finding, ...]
    """Most serious first."""
    gaps: tuple[Gap, ...] = ()
    comparisons: tuple[PlanComparison, ...] = ()
    """Beside the older plans, where there are any."""
    introduced: tuple[Finding, ...] = ()
    """Of `findings`, what the older plans did not have; empty where there are none to compare with."""
    gone: tuple[Finding, ...] = ()
    """What the older plans had, and these do not."""
    tried: tuple[Verdict, ...] = ()
    """What a run of both programs showed, where the plans were made by running them."""
    spark: str = ""
    """The version of Spark that ran them."""

    @property
    def worse(self) -> bool:
        """Whether something got worse than in the older plans."""
        return (
            bool(self.introduced)
            or any(one.worse for one in self.comparisons)
            or any(one.outcome is Outcome.OTHER for one in self.tried)
        )


def review_plan(path: str, text: str) -> PlanReview:
    """Read and judge all plans that `text` holds; none at all is for the caller to tell."""
    file = SourceFile(path, text, frozenset({Kind.SPARK_PLAN}))
    reading = read(file)
    findings, gaps = on_file(file, reading)
    plans = tuple(one for one in reading.subjects if isinstance(one, SparkPlan))
    ordered = tuple(sorted(findings, key=lambda one: (-one.level.rank, one.location.start_line)))
    return PlanReview(path, plans, ordered, (*reading.facts.gaps, *gaps))


def against(new: PlanReview, old: PlanReview) -> PlanReview:
    """`new` with what is not as it was in `old`."""
    return replace(
        new,
        comparisons=compare_all(old.plans, new.plans),
        introduced=_beyond(new.findings, old.findings),
        gone=_beyond(old.findings, new.findings),
    )


def review_trial(path: str, old: Run | None, new: Run) -> PlanReview:
    """The plans that a program was seen to make, judged, and held against those of its older version."""
    made = review_plan(path, _joined(new))
    if old is None:
        told = (Verdict(Outcome.UNTRIED, f"it could not be run: {new.error[:300]}"),) if new.error else ()
        return replace(made, tried=told, spark=new.version)
    return replace(against(made, review_plan(path, _joined(old))), tried=verdicts(old, new), spark=new.version)


def _joined(run: Run) -> str:
    return "\n\n".join(one.plan.rstrip() for one in run.outputs)


def _beyond(these: Iterable[Finding], those: Iterable[Finding]) -> tuple[Finding, ...]:
    """What there is more of in `these`, by rule and by what it is about."""
    left = Counter((one.rule, one.entity) for one in those)
    found = []
    for one in these:
        key = (one.rule, one.entity)
        if left[key]:
            left[key] -= 1
        else:
            found.append(one)
    return tuple(found)

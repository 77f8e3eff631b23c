"""Scoring reviews of cases: precision, recall, noise, places, cost, time."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from evals.case import Case, Expected
from headgate.finding import Finding, Level, State
from headgate.review import Review

TOLERANCE = 3
"""Lines that a finding may stand away from where the case expects it."""


@dataclass(frozen=True)
class Outcome:
    """How one review did on one case."""

    case: str
    title: str
    hits: tuple[tuple[Expected, Finding], ...] = ()
    missed: tuple[Expected, ...] = ()
    false: tuple[Finding, ...] = ()
    """At warning or above and not expected, or where the case asks for silence."""
    notes: int = 0
    """Findings below warning that nobody asked for: noise, but no error."""
    seconds: float = 0.0
    tokens: int = 0
    cost: float | None = 0.0
    gaps: int = 0

    @property
    def exact(self) -> int:
        """Hits that stand on the very line."""
        return sum(wanted.line == finding.location.start_line for wanted, finding in self.hits)

    @property
    def passed(self) -> bool:
        return not self.missed and not self.false


@dataclass(frozen=True)
class Score:
    """All outcomes together."""

    outcomes: tuple[Outcome, ...] = field(default_factory=tuple)

    @property
    def found(self) -> int:
        return sum(len(outcome.hits) for outcome in self.outcomes)

    @property
    def wanted(self) -> int:
        return self.found + sum(len(outcome.missed) for outcome in self.outcomes)

    @property
    def wrong(self) -> int:
        return sum(len(outcome.false) for outcome in self.outcomes)

    @property
    def precision(self) -> float | None:
        """Share of what was said at warning or above that is true; None where nothing was said."""
        return self.found / (self.found + self.wrong) if self.found + self.wrong else None

    @property
    def recall(self) -> float | None:
        """Share of the expected findings that are there; None where nothing was expected."""
        return self.found / self.wanted if self.wanted else None

    @property
    def exact(self) -> float | None:
        """Share of the found ones that stand on the very line."""
        return sum(o.exact for o in self.outcomes) / self.found if self.found else None

    @property
    def notes(self) -> float:
        """Unasked findings below warning for each case."""
        return sum(o.notes for o in self.outcomes) / max(len(self.outcomes), 1)

    def by_area(self) -> Iterable[tuple[str, Score]]:
        """A score for each first word of the cases' names."""
        areas = sorted({outcome.case.split("-", 1)[0] for outcome in self.outcomes})
        for area in areas:
            yield area, Score(tuple(o for o in self.outcomes if o.case.split("-", 1)[0] == area))


def score(case: Case, review: Review, seconds: float) -> Outcome:
    """How `review` did on `case`; an expected finding is met once, by the nearest one."""
    left = list(review.of(State.INTRODUCED))
    hits: list[tuple[Expected, Finding]] = []
    missed: list[Expected] = []
    for wanted in case.expect:
        met = [finding for finding in left if wanted.is_met_by(finding, TOLERANCE)]
        if not met:
            missed.append(wanted)
            continue
        nearest = min(met, key=lambda finding: abs(finding.location.start_line - wanted.line))
        hits.append((wanted, nearest))
        left.remove(nearest)
    unasked = [finding for finding in left if not any(known.is_met_by(finding, TOLERANCE) for known in case.also)]
    false = [finding for finding in unasked if _is_false(case, finding)]
    return Outcome(
        case=case.name,
        title=case.title,
        hits=tuple(hits),
        missed=tuple(missed),
        false=tuple(false),
        notes=len(unasked) - len(false),
        seconds=seconds,
        tokens=review.ledger.tokens,
        cost=review.ledger.cost,
        gaps=len(review.gaps),
    )


def _is_false(case: Case, finding: Finding) -> bool:
    return finding.level is not Level.NOTE or any(silent.is_broken_by(finding) for silent in case.silent)

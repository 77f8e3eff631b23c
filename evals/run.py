"""Reviewing all cases and telling how it went."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterable

from evals.case import Case
from evals.score import Outcome, Score, score
from headgate.facts.cache import Cache
from headgate.finding import Finding
from headgate.review import Review
from headgate.review_change import analyse
from headgate.source.checkout import Checkout

Reviewer = Callable[[Checkout], Review]


def analyzers(checkout: Checkout) -> Review:
    """A review by the analyzers alone, with no fact remembered from an earlier one."""
    return analyse(checkout, Cache(None)).review


def run(cases: Iterable[Case], review: Reviewer = analyzers, seen: Callable[[Outcome], None] = lambda _: None) -> Score:
    """The score of `review` on `cases`; `seen` is told of each outcome as it comes."""
    outcomes = []
    for case in cases:
        started = time.monotonic()
        outcome = score(case, review(case.checkout()), time.monotonic() - started)
        seen(outcome)
        outcomes.append(outcome)
    return Score(tuple(outcomes))


def as_json(result: Score) -> str:
    """The score as a JSON document; times are left out, so equal results give equal documents."""
    document = {
        **_figures(result),
        "areas": {area: _figures(part) for area, part in result.by_area()},
        "cases": [_case(outcome) for outcome in result.outcomes],
    }
    return json.dumps(document, indent=2)


def _figures(result: Score) -> dict[str, object]:
    return {
        "cases": len(result.outcomes),
        "expected": result.wanted,
        "found": result.found,
        "false": result.wrong,
        "precision": _rounded(result.precision),
        "recall": _rounded(result.recall),
        "exact_line": _rounded(result.exact),
        "notes_per_case": round(result.notes, 2),
        "tokens": sum(outcome.tokens for outcome in result.outcomes),
    }


def _case(outcome: Outcome) -> dict[str, object]:
    return {
        "name": outcome.case,
        "passed": outcome.passed,
        "missed": [f"{wanted.rule} at {wanted.path}:{wanted.line}" for wanted in outcome.missed],
        "false": [_said(finding) for finding in outcome.false],
        "notes": outcome.notes,
        "gaps": outcome.gaps,
        "cost": outcome.cost,
    }


def _said(finding: Finding) -> str:
    return f"{finding.rule} at {finding.location}: {finding.message}"


def _rounded(share: float | None) -> float | None:
    return None if share is None else round(share, 4)

"""Trying fixes: applied to a copy, analysed again. What fails its trial is not shown as a fix."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from headgate.errors import HeadgateError
from headgate.finding import Finding, State
from headgate.fix import Fix
from headgate.remedy.apply import apply
from headgate.source.snapshot import Snapshot

PASSED = "tried: finding gone, nothing new"
_MOST_TRIALS = 12
"""Analyses that single trials may cost after a joint one has failed."""

Analyse = Callable[[Snapshot], Iterable[Finding]]
"""All findings of a head snapshot that are not fixed ones."""


def try_fixes(findings: Sequence[Finding], head: Snapshot, analyse: Analyse) -> tuple[Finding, ...]:
    """`findings` with each fix either marked as tried or taken away, and the reason noted.

    All fixes are tried together first: they seldom touch each other, and one analysis then serves for all.
    """
    offered = [f for f in findings if f.fix is not None and f.state is State.INTRODUCED]
    if not offered:
        return tuple(findings)
    before = _counted(f for f in findings if f.state is not State.FIXED)
    trouble = _trial(offered, before, head, analyse)
    results = {id(f): trouble for f in offered}
    if trouble:
        for finding in offered[:_MOST_TRIALS]:
            results[id(finding)] = _trial([finding], before, head, analyse)
        for finding in offered[_MOST_TRIALS:]:
            results[id(finding)] = f"more than {_MOST_TRIALS} fixes had to be tried one by one"
    return tuple(_marked(f, results[id(f)]) if id(f) in results else f for f in findings)


def _trial(tried: Sequence[Finding], before: Counter[tuple[str, ...]], head: Snapshot, analyse: Analyse) -> str:
    """Why the fixes of `tried` fail together; empty where they pass."""
    fixes: list[Fix] = [f.fix for f in tried if f.fix is not None]
    try:
        copy = apply(head, fixes)
    except HeadgateError as error:
        return str(error)
    after = _counted(f for f in analyse(copy) if f.state is not State.FIXED)
    wanted = before - _counted(tried)
    new = after - before
    if new:
        return f"it brings in {' '.join(next(iter(new))[:2])}"
    if after - wanted:
        return "the finding is still there after it"
    return ""


def _counted(findings: Iterable[Finding]) -> Counter[tuple[str, ...]]:
    """Findings by what they are about; the code is left out, since a fix changes it."""
    return Counter((f.rule, f.location.path, f.entity) for f in findings)


def _marked(finding: Finding, trouble: str) -> Finding:
    if finding.fix is None:
        return finding
    if trouble:
        return replace(
            finding, fix=None, notes=(*finding.notes, f"its fix failed its trial and is not shown: {trouble}")
        )
    return replace(finding, fix=replace(finding.fix, tried=PASSED))

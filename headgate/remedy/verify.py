"""Trying fixes: applied to a copy, analysed again, run where it can be run. What fails its trial is not shown."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from headgate.change import Change
from headgate.errors import HeadgateError
from headgate.facts.project import Project
from headgate.finding import Finding, Proof, State
from headgate.fix import Fix
from headgate.gap import Gap
from headgate.remedy.apply import apply
from headgate.remedy.outcome import Outcome
from headgate.remedy.records import of_schemas
from headgate.remedy.rows import Workbench, judged
from headgate.source.snapshot import Snapshot

PASSED = "tried: finding gone, nothing new"
UNSEEN = "tried: nothing new; whether the finding is gone is not for the analyzers to tell"
"""Of a model's finding, which no analyzer makes and so none can miss."""
_DIGITS = re.compile(r"\d+")
_MOST_TRIALS = 12
"""Analyses that single trials may cost after a joint one has failed."""


@dataclass(frozen=True)
class Analysed:
    """What the analysis of a snapshot gave."""

    findings: tuple[Finding, ...]
    """Without those that are fixed."""
    project: Project | None = None
    """None where there is nothing to run."""


@dataclass(frozen=True)
class Before:
    """What fixes are held against: the head, and where there is a change, the base."""

    head: Project
    base: Project | None = None
    change: Change | None = None

    @cached_property
    def bench(self) -> Workbench:
        """The head, made ready for runs."""
        return Workbench(self.head)


Analyse = Callable[[Snapshot], Analysed]
"""The analysis of a head snapshot."""


def try_fixes(
    findings: Sequence[Finding], head: Snapshot, analyse: Analyse, before: Before | None = None
) -> tuple[Finding, ...]:
    """`findings` with each fix either marked as tried or taken away, and the reason noted.

    All fixes are tried together first: they seldom touch each other, and one analysis then serves for all. A fix that
    was tried before is left as it is.
    """
    offered = [f for f in findings if f.fix is not None and f.state is State.INTRODUCED and not f.fix.tried]
    if not offered:
        return tuple(findings)
    trial = _Trial(Counter(map(_about, (f for f in findings if f.state is not State.FIXED))), head, analyse, before)
    results = trial.of(offered)
    if len(offered) > 1 and any(one.trouble for one in results.values()):
        results = {}
        for finding in offered[:_MOST_TRIALS]:
            results |= trial.of([finding])
        for finding in offered[_MOST_TRIALS:]:
            results[id(finding)] = Outcome(f"more than {_MOST_TRIALS} fixes had to be tried one by one")
    return tuple(_marked(f, results[id(f)]) if id(f) in results else f for f in findings)


@dataclass(frozen=True)
class _Trial:
    known: Counter[tuple[str, ...]]
    """The findings before, by what they are about."""
    head: Snapshot
    analyse: Analyse
    before: Before | None

    def of(self, tried: Sequence[Finding]) -> Mapping[int, Outcome]:
        """What the fixes of `tried` come to when they are made together, by the identity of the finding."""
        fixes: list[Fix] = [f.fix for f in tried if f.fix is not None]
        try:
            copy = apply(self.head, fixes)
        except HeadgateError as error:
            return {id(finding): Outcome(str(error)) for finding in tried}
        after = self.analyse(copy)
        trouble = self._trouble(tried, after)
        if trouble or self.before is None or after.project is None:
            return {id(finding): Outcome(trouble) for finding in tried}
        return {id(finding): _run(finding.fix, tried, self.before, after.project) for finding in tried if finding.fix}

    def _trouble(self, tried: Sequence[Finding], after: Analysed) -> str:
        left = Counter(map(_about, (f for f in after.findings if f.state is not State.FIXED)))
        new = left - self.known
        if new:
            return f"it brings in {' '.join(next(iter(new))[:2])}"
        wanted = self.known - Counter(map(_about, tried))
        if left - wanted:
            return "the finding is still there after it"
        if self.before is not None and after.project is not None:
            return _unread(self.before.head, after.project, tried)
        return ""


def _unread(before: Project, after: Project, tried: Sequence[Finding]) -> str:
    """What of the edited files is not understood any more: a finding in it would be gone for that reason alone."""
    for path in sorted(_paths(tried)):
        old, new = (Counter(_DIGITS.sub("#", gap.why) for gap in _gaps(side, path)) for side in (before, after))
        if path in before.files and path not in after.files:
            return f"{path} is not understood any more after it"
        for why in new - old:
            return f"{path} is not understood in full after it: {why}"
    return ""


def _gaps(side: Project, path: str) -> tuple[Gap, ...]:
    return side.files[path].gaps if path in side.files else ()


def _run(fix: Fix, tried: Sequence[Finding], before: Before, after: Project) -> Outcome:
    """What running says of a fix, made together with the others of `tried`."""
    paths = frozenset(edit.path for edit in fix.edits)
    sharing = {f.fix.rows for f in tried if f.fix is not None and paths & {edit.path for edit in f.fix.edits}}
    if len(sharing) > 1:
        return Outcome("it shares a file with a fix that is meant otherwise")
    rows = judged(before.bench.compared(after, paths), fix.rows)
    if rows.trouble or before.base is None or before.change is None:
        return rows
    records = of_schemas(before.base, before.head, after, before.change, paths)
    if records.trouble:
        return records
    said = "; ".join(filter(None, (rows.said, records.said)))
    return Outcome("", said, "\n".join(filter(None, (rows.witness, records.witness))))


def _paths(tried: Iterable[Finding]) -> frozenset[str]:
    return frozenset(edit.path for finding in tried if finding.fix for edit in finding.fix.edits)


def _about(finding: Finding) -> tuple[str, ...]:
    """What a finding is about; the code is left out, since a fix changes it."""
    return (finding.rule, finding.location.path, finding.entity)


def _marked(finding: Finding, outcome: Outcome) -> Finding:
    if finding.fix is None:
        return finding
    if outcome.trouble:
        note = f"its fix failed its trial and is not shown: {outcome.trouble}"
        return replace(finding, fix=None, notes=(*finding.notes, note))
    gone = UNSEEN if finding.proof is Proof.ARGUED else PASSED
    said = "; ".join(filter(None, (gone, outcome.said)))
    return replace(finding, fix=replace(finding.fix, tried=said, witness=outcome.witness))

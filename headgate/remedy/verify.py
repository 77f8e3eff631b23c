"""Trying fixes: applied to a copy, analysed again, run where it can be run. What fails its trial is not shown."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
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
_MOST_TRIALS = 8
"""Analyses that the trials of one review may cost."""


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
    results = _together(trial, offered, _MOST_TRIALS)
    return tuple(_marked(f, results[id(f)]) if id(f) in results else f for f in findings)


def _together(trial: _Trial, offered: Sequence[Finding], left: int) -> dict[int, Outcome]:
    """What all of `offered` come to, by the identity of the finding, within `left` analyses.

    Those that are at fault for what a joint trial shows are taken out, and the rest is tried again; where it cannot be
    told whose fault it is, each is tried alone.
    """
    results: dict[int, Outcome] = {}
    waiting = list(offered)
    while waiting and left > 0:
        left -= 1
        found = trial.of(waiting)
        if found.blamed and len(waiting) > 1:
            results |= found.blamed
            waiting = [finding for finding in waiting if id(finding) not in found.blamed]
        elif len(waiting) > 1 and any(one.trouble for one in found.outcomes.values()):
            for finding in waiting[:left]:
                results |= trial.of([finding]).outcomes
            waiting = waiting[left:]
            break
        else:
            return results | found.outcomes
    why = f"more than {_MOST_TRIALS} trials would be needed"
    return results | {id(finding): Outcome(why) for finding in waiting}


@dataclass(frozen=True)
class _Tried:
    """What a trial of some fixes gave."""

    outcomes: dict[int, Outcome]
    """Of each, by the identity of the finding."""
    blamed: dict[int, Outcome] = field(default_factory=dict)
    """Of those that are surely at fault; the others are to be tried again without them."""


@dataclass(frozen=True)
class _Trial:
    known: Counter[tuple[str, ...]]
    """The findings before, by what they are about."""
    head: Snapshot
    analyse: Analyse
    before: Before | None

    def of(self, tried: Sequence[Finding]) -> _Tried:
        """What the fixes of `tried` come to when they are made together."""
        fixes: list[Fix] = [f.fix for f in tried if f.fix is not None]
        try:
            copy = apply(self.head, fixes)
        except HeadgateError as error:
            return _Tried({id(finding): Outcome(str(error)) for finding in tried})
        after = self.analyse(copy)
        blamed, trouble = self._faults(tried, after)
        if trouble or blamed:
            why = trouble or next(iter(blamed.values())).trouble
            return _Tried({id(finding): blamed.get(id(finding), Outcome(why)) for finding in tried}, blamed)
        if self.before is None or after.project is None:
            return _Tried({id(finding): Outcome() for finding in tried})
        return _Tried({id(f): _run(f.fix, tried, self.before, after.project) for f in tried if f.fix})

    def _faults(self, tried: Sequence[Finding], after: Analysed) -> tuple[dict[int, Outcome], str]:
        """The fixes that are at fault, and trouble of which it cannot be told whose it is."""
        blamed: dict[int, Outcome] = {}
        trouble = ""
        left = Counter(map(_about, (f for f in after.findings if f.state is not State.FIXED)))
        wanted = self.known - Counter(map(_about, tried))
        for about in left - self.known:
            why = f"it brings in {about[0]} {about[1]}"
            suspects = [finding for finding in tried if about[1] in _paths([finding])]
            if len(suspects) == 1:
                blamed.setdefault(id(suspects[0]), Outcome(why))
            else:
                trouble = trouble or why
        for finding in tried:
            if (left - wanted)[_about(finding)]:
                blamed.setdefault(id(finding), Outcome("the finding is still there after it"))
        if self.before is not None and after.project is not None:
            for finding in tried:
                if why := _unread(self.before.head, after.project, [finding]):
                    blamed.setdefault(id(finding), Outcome(why))
        return blamed, trouble


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

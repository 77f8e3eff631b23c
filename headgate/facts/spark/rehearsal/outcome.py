"""What a rehearsed program stores, and from what."""

from __future__ import annotations

from collections.abc import Iterator

from headgate.facts.spark.datasets import Spoken, is_read, named_by
from headgate.facts.spark.frames import OPEN
from headgate.facts.spark.jobs import Write, jobs
from headgate.facts.spark.rehearsal.follow import Rehearsal
from headgate.facts.spark.rehearsal.stage import Stored
from headgate.facts.spark.sources import Sources
from headgate.gap import Gap, GapKind
from headgate.lineage import Job


def writes_of(rehearsal: Rehearsal, *, entered: bool = False) -> tuple[Write, ...]:
    """Everything that is stored, in order; only what the program gets to by itself, where `entered`."""
    sources = Sources(rehearsal.queries, {})
    return tuple(_write(one, sources, rehearsal) for one in rehearsal.stored if one.entered or not entered)


def _write(stored: Stored, sources: Sources, rehearsal: Rehearsal) -> Write:
    reads: dict[Spoken, int] = {}
    for value in stored.made_from:
        for spoken, line in sources.of(value):
            reads.setdefault(_reached(spoken, rehearsal), line)
    for spoken in stored.reads:
        reads.setdefault(spoken, stored.line)
    by_statement = stored.statement is not None
    return Write(stored.target, stored.frame, tuple(reads.items()), stored.line, stored.end_line, by_statement)


def _reached(spoken: Spoken, rehearsal: Rehearsal) -> Spoken:
    through = rehearsal.through.get(spoken.dataset)
    return Spoken(spoken.dataset, spoken.text, through) if through and not spoken.through else spoken


def jobs_of(rehearsal: Rehearsal) -> tuple[Job, ...]:
    """The program's jobs; a statement of SQL that reads no temporary view has one of its own elsewhere."""
    writes = [
        write
        for write, stored in zip(writes_of(rehearsal), rehearsal.stored, strict=True)
        if stored.statement is None or stored.made_from
    ]
    return tuple(jobs(rehearsal.program.path, writes, _reads(rehearsal)))


def gaps_of(rehearsal: Rehearsal) -> Iterator[Gap]:
    """What only a run would tell: names of datasets, texts of queries, columns of what is stored."""
    yield from rehearsal.gaps
    for write in writes_of(rehearsal):
        if write.target is None or write.by_statement:
            continue
        what = f"columns of {write.target.dataset} at line {write.line}"
        if OPEN in write.frame.relation.items:
            yield Gap(
                rehearsal.program.path, what, "which there are is decided when the program runs", GapKind.UNRESOLVED
            )
        elif write.frame.opaque:
            why = "some are named or made in ways that are not followed"
            yield Gap(rehearsal.program.path, what, why, GapKind.UNRESOLVED)


def _reads(rehearsal: Rehearsal) -> Iterator[tuple[Spoken, int]]:
    for call in rehearsal.program.calls:
        if is_read(call):
            yield from ((one, call.line) for one in named_by(call))

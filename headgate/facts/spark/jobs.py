"""The jobs of a Spark program: for each write what it is made from, and what is read besides."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import PurePosixPath

from headgate.dataset import DatasetId
from headgate.facts.spark.columns import Columns
from headgate.facts.spark.datasets import Spoken, is_read, is_write, named_by
from headgate.facts.spark.frames import Frame, unknown
from headgate.facts.spark.program import Call, Sort, SparkProgram, Value, chain
from headgate.facts.spark.sources import Queries, Sources
from headgate.facts.sql.relation import UNKNOWN
from headgate.gap import Gap, GapKind
from headgate.lineage import ColumnEdge, ColumnRef, DatasetUse, Job, JobKind
from headgate.location import Location

_VIEWS = ("createOrReplaceTempView", "createTempView", "createGlobalTempView", "registerTempTable")


@dataclass(frozen=True, slots=True)
class Write:
    """A DataFrame, or the answer of a query, that is stored."""

    target: Spoken | None
    """None where the file does not fix it."""
    frame: Frame
    reads: tuple[tuple[Spoken, int], ...]
    """What it is made from, each with the line of the read."""
    line: int
    end_line: int
    by_statement: bool = False
    """It is a statement of SQL, which stands among the file's statements as well."""


def jobs_of(program: SparkProgram, queries: Queries) -> tuple[Job, ...]:
    """A job for each write, named `program.target`, and one for reads that no write is seen to use."""
    views = _views_of(program)
    sources = Sources(queries, views)
    columns = Columns(program, queries, views)
    writes = [_write(call, sources, columns) for call in program.calls if is_write(call) and call.receiver is not None]
    reads = ((one, call.line) for call in program.calls if is_read(call) for one in named_by(call))
    return tuple(jobs(program.path, writes, [read for read in reads if read[0].dataset.name not in views]))


def gaps_of(program: SparkProgram) -> Iterator[Gap]:
    """Reads and writes whose dataset the file does not fix."""
    for call in program.calls:
        if (is_read(call) or is_write(call)) and not named_by(call) and _names_something(call):
            what = f"the dataset of `{call.method}` at line {call.line}"
            yield Gap(program.path, what, "its name is made when the program runs", GapKind.UNRESOLVED)


def _names_something(call: Call) -> bool:
    return bool(call.arguments or call.keywords) and call.method != "start"


def _views_of(program: SparkProgram) -> dict[str, Value]:
    """Temporary views and the DataFrames that they stand for."""
    return {
        call.arguments[0].text.lower(): call.receiver
        for call in program.named(*_VIEWS)
        if call.arguments and call.arguments[0].text and call.receiver is not None
    }


def _write(call: Call, sources: Sources, columns: Columns) -> Write:
    writer = next((step for step in chain(call.receiver) if step.on is Sort.FRAME), None)
    opened = writer is not None and writer.receiver is not None and writer.method.startswith("write")
    stored = writer.receiver if opened and writer is not None else None
    named = named_by(call)
    made_from = tuple(dict.fromkeys(sources.of(call.receiver))) if call.receiver is not None else ()
    frame = columns.frame(stored) if stored is not None else unknown()
    return Write(named[0] if len(named) == 1 else None, frame, made_from, call.line, call.end_line)


def jobs(path: str, writes: Sequence[Write], reads: Iterable[tuple[Spoken, int]]) -> Iterator[Job]:
    """A job for each of `writes`, and one for those of `reads` that none of them uses."""
    program = PurePosixPath(path).stem
    attributed: set[DatasetUse] = set()
    stray: list[DatasetUse] = []
    names: dict[str, int] = {}
    for write in writes:
        uses = tuple(dict.fromkeys(DatasetUse(one.dataset, line) for one, line in write.reads))
        if write.target is None or not uses:
            stray += [DatasetUse(write.target.dataset, write.line)] if write.target and not write.by_statement else []
            continue
        attributed.update(uses)
        target = write.target.dataset
        name = f"{program}.{target.name}"
        number = names[name] = names.get(name, 0) + 1
        at = Location(path, write.line, max(write.line, write.end_line))
        named = tuple(replace(use, columns=_named(write.frame, use)) for use in uses)
        stored = (DatasetUse(target, write.line, write.frame.columns),)
        unique = name if number == 1 else f"{name}.{number}"
        yield Job(unique, JobKind.SPARK, at, named, stored, edges=tuple(edges(write.frame, target, at)))
    told = dict.fromkeys(DatasetUse(one.dataset, line) for one, line in reads)
    rest = tuple(use for use in told if use not in attributed)
    if rest or stray:
        yield Job(program, JobKind.SPARK, Location(path), rest, tuple(dict.fromkeys(stray)))


def _named(frame: Frame, use: DatasetUse) -> tuple[str, ...] | None:
    """The columns of a read that the program names; None where more of it may be used."""
    through = any(item.open in (use.dataset, UNKNOWN) for item in frame.relation.items if item.open is not None)
    if frame.opaque or through:
        return use.columns
    return tuple(sorted({ref.column for ref in frame.named if ref.dataset == use.dataset}))


def edges(frame: Frame, target: DatasetId, at: Location) -> Iterator[ColumnEdge]:
    """What flows into the target, each placed where the program names the source first."""
    for item in frame.relation.items:
        for ref, effect in sorted(item.flows):
            if item.name and ref.dataset != UNKNOWN:
                line = Location(at.path, frame.named.get(ref) or item.line or at.start_line)
                yield ColumnEdge(ref, ColumnRef(target, item.name), effect, line)
    for ref, effect in sorted(frame.relation.influences):
        if ref.dataset != UNKNOWN:
            line = Location(at.path, frame.named.get(ref) or at.start_line)
            yield ColumnEdge(ref, ColumnRef(target, ""), effect, line)

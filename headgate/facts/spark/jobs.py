"""The jobs of a Spark program: for each write what it is made from, and what is read besides."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import PurePosixPath

from headgate.dataset import DatasetId
from headgate.facts.spark.columns import Columns
from headgate.facts.spark.datasets import dataset_of, is_read, is_write
from headgate.facts.spark.frames import Frame, unknown
from headgate.facts.spark.program import Call, Sort, SparkProgram, Value, ancestors, chain
from headgate.facts.sql.model import Statement
from headgate.facts.sql.relation import UNKNOWN
from headgate.gap import Gap, GapKind
from headgate.lineage import ColumnEdge, ColumnRef, DatasetUse, Job, JobKind
from headgate.location import Location

Queries = dict[int, tuple[Statement, ...]]
"""What the `spark.sql` calls of the program say, by the call's id."""
_VIEWS = ("createOrReplaceTempView", "createTempView", "createGlobalTempView", "registerTempTable")


def jobs_of(program: SparkProgram, queries: Queries) -> tuple[Job, ...]:
    """A job for each write, named `program.target`, and one for reads that no write is seen to use."""
    return tuple(_Jobs(program, queries).all())


def gaps_of(program: SparkProgram) -> Iterator[Gap]:
    """Reads and writes whose dataset the file does not fix."""
    for call in program.calls:
        if (is_read(call) or is_write(call)) and dataset_of(call) is None and _names_something(call):
            what = f"the dataset of `{call.method}` at line {call.line}"
            yield Gap(program.path, what, "its name is made when the program runs", GapKind.UNRESOLVED)


def _names_something(call: Call) -> bool:
    return bool(call.arguments or call.keywords) and call.method != "start"


class _Jobs:
    def __init__(self, program: SparkProgram, queries: Queries) -> None:
        self.program = program
        self.queries = queries
        self.name = PurePosixPath(program.path).stem
        self.views = self._views()
        self.columns = Columns(program, queries, self.views)

    def _views(self) -> dict[str, Value]:
        """Temporary views and the DataFrames that they stand for."""
        return {
            call.arguments[0].text.lower(): call.receiver
            for call in self.program.named(*_VIEWS)
            if call.arguments and call.arguments[0].text and call.receiver is not None
        }

    def all(self) -> Iterator[Job]:
        attributed: set[DatasetUse] = set()
        stray: list[DatasetUse] = []
        names: dict[str, int] = {}
        for call in self.program.calls:
            if not is_write(call) or call.receiver is None:
                continue
            target = dataset_of(call)
            reads = tuple(dict.fromkeys(self.sources(call.receiver)))
            if target is None or not reads:
                stray += [DatasetUse(target, call.line)] if target else []
                continue
            attributed.update(reads)
            yield self._job(f"{self.name}.{target.name}", call, reads, target, names)
        rest = tuple(use for use in self._all_reads() if use not in attributed)
        if rest or stray:
            yield Job(self.name, JobKind.SPARK, Location(self.program.path), rest, tuple(stray))

    def _job(
        self,
        name: str,
        call: Call,
        reads: tuple[DatasetUse, ...],
        target: DatasetId,
        names: dict[str, int],
    ) -> Job:
        frame = self._written(call)
        number = names[name] = names.get(name, 0) + 1
        unique = name if number == 1 else f"{name}.{number}"
        at = Location(self.program.path, call.line, call.end_line)
        named = tuple(replace(use, columns=_named(frame, use)) for use in reads)
        writes = (DatasetUse(target, call.line, frame.columns),)
        return Job(unique, JobKind.SPARK, at, named, writes, edges=tuple(_edges(frame, target, at)))

    def _written(self, call: Call) -> Frame:
        """The frame that a writer stores."""
        writer = next((step for step in chain(call.receiver) if step.on is Sort.FRAME), None)
        if writer is None or writer.receiver is None or writer.method not in ("write", "writeStream", "writeTo"):
            return unknown()
        return self.columns.frame(writer.receiver)

    def _all_reads(self) -> Iterator[DatasetUse]:
        for call in self.program.calls:
            if is_read(call):
                dataset = dataset_of(call)
                if dataset is not None and dataset.name not in self.views:
                    yield DatasetUse(dataset, call.line)

    def sources(self, value: Value, depth: int = 0) -> Iterator[DatasetUse]:
        """What `value` is made from, through temporary views and SQL."""
        if depth > 20:
            return
        for older in ancestors(value):
            call = older.call
            if call is None:
                continue
            if is_read(call):
                dataset = dataset_of(call)
                if dataset is not None and dataset.name in self.views:
                    yield from self.sources(self.views[dataset.name], depth + 1)
                elif dataset is not None:
                    yield DatasetUse(dataset, call.line)
            for statement in self.queries.get(id(call), ()):
                yield from self._of_query(statement, depth)
            if call.callee is not None and call.callee.returns is not None and older.sort in _STORED:
                yield from self.sources(call.callee.returns, depth + 1)

    def _of_query(self, statement: Statement, depth: int) -> Iterator[DatasetUse]:
        for use in statement.reads:
            view = self.views.get(use.dataset.name)
            if view is not None:
                yield from self.sources(view, depth + 1)
            else:
                yield use


def _named(frame: Frame, use: DatasetUse) -> tuple[str, ...] | None:
    """The columns of a read that the program names; None where more of it may be used."""
    through = any(item.open in (use.dataset, UNKNOWN) for item in frame.relation.items if item.open is not None)
    if frame.opaque or through:
        return use.columns
    return tuple(sorted({ref.column for ref in frame.named if ref.dataset == use.dataset}))


def _edges(frame: Frame, target: DatasetId, at: Location) -> Iterator[ColumnEdge]:
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


_STORED = (Sort.FRAME, Sort.RDD)

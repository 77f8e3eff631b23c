"""Reading the streaming queries of a PySpark file: subjects for rules, topics and jobs for the graph."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from headgate.dataset import Dataset, DatasetId, DatasetKind, topic
from headgate.facts.python.names import Names
from headgate.facts.python.parse import parsed
from headgate.facts.reading import FileFacts, Reading, SourceFile
from headgate.facts.streams.model import StreamSetting
from headgate.facts.streams.query import UNKNOWN, BatchAction, StreamingFile, StreamingQuery, StreamSource
from headgate.facts.streams.structured import Follower
from headgate.gap import GapKind
from headgate.lineage import DatasetUse, Job, JobKind
from headgate.location import Location


def read_python(file: SourceFile) -> Reading:
    """Streaming queries of a Python file; a file that does not parse is told by the reader of Spark programs."""
    kinds = tuple(sorted(file.kinds))
    if "Stream" not in file.text:
        return Reading(FileFacts(file.path, kinds))
    try:
        tree = parsed(file.text)
        follower = Follower(file.path, tree, Names(tree))
        follower.run()
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        gap = file.gap("streaming queries", f"the file cannot be followed ({type(error).__name__})")
        return Reading(FileFacts(file.path, kinds, gaps=(gap,)))
    told = reading(file, follower.queries, follower.actions)
    if follower.entries_left > 0:
        return told
    gap = file.gap("streaming queries", "its functions call each other more often than is followed", GapKind.TOO_MANY)
    return replace(told, facts=replace(told.facts, gaps=(*told.facts.gaps, gap)))


def reading(file: SourceFile, queries: Iterable[StreamingQuery], actions: Iterable[BatchAction] = ()) -> Reading:
    """Facts and subjects of `queries`."""
    queries = tuple(queries)
    opaque = [q for q in queries if not q.followed]
    gaps = tuple(
        file.gap(f"streaming query at line {q.line}", "what feeds it was not followed", GapKind.UNRESOLVED)
        for q in opaque
    )
    uses = [topic_of_source(source) for query in queries for source in query.sources]
    uses += [topic_of_sink(query) for query in queries]
    topics = {use.dataset: use.line for group in uses for use in group}
    facts = FileFacts(
        file.path,
        tuple(sorted(file.kinds)),
        datasets=tuple(Dataset(one, DatasetKind.TOPIC, Location(file.path, line)) for one, line in topics.items()),
        jobs=tuple(_job(file, at, query) for at, query in enumerate(queries)),
        stream_settings=tuple(_settings(queries)),
        gaps=gaps,
    )
    return Reading(facts, (*queries, StreamingFile(file.path, queries, tuple(actions))))


def topic_of_source(source: StreamSource) -> tuple[DatasetUse, ...]:
    """The topics that a source reads."""
    if source.format != "kafka":
        return ()
    names = (source.option("subscribe") or "").split(",")
    return tuple(DatasetUse(topic(name.strip()), source.line) for name in names if name.strip() not in ("", UNKNOWN))


def topic_of_sink(query: StreamingQuery) -> tuple[DatasetUse, ...]:
    """The topic that a query writes."""
    name = query.option("topic")
    if query.format != "kafka" or name in (None, "", UNKNOWN):
        return ()
    return (DatasetUse(topic(str(name)), query.lines.get("topic", query.line)),)


def _job(file: SourceFile, at: int, query: StreamingQuery) -> Job:
    reads = tuple(
        use for source in query.sources for use in (*topic_of_source(source), *_path(source.path, source.line))
    )
    table = query.format not in ("kafka", "console", "memory") and not query.foreach and query.batch is None
    writes = (*topic_of_sink(query), *(_path(query.target, query.line) if table else ()))
    name = query.name or f"stream-{at + 1}"
    return Job(name, JobKind.SPARK, Location(file.path, query.line, query.end_line), reads, writes)


def _path(name: str, line: int) -> tuple[DatasetUse, ...]:
    """A path or table as a dataset."""
    if not name or UNKNOWN in name:
        return ()
    scheme, separator, rest = name.partition("://")
    if separator:
        host, _, inner = rest.partition("/")
        return (DatasetUse(DatasetId(f"{scheme}://{host}", inner.rstrip("/")), line),)
    if "/" in name:
        return (DatasetUse(DatasetId("file", name.rstrip("/")), line),)
    return (DatasetUse(DatasetId("warehouse", name.lower()), line),)


def _settings(queries: Iterable[StreamingQuery]) -> Iterable[StreamSetting]:
    for query in queries:
        for source in query.sources:
            for key, value in source.options:
                yield StreamSetting(key, value, source.line, f"source at line {source.line}")
        for key, value in query.options:
            yield StreamSetting(key, value, query.lines.get(key, query.line), query.entity)

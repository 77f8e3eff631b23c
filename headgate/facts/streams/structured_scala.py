"""Structured Streaming in Scala: the chains of calls from `readStream` to `start()`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from headgate.facts.reading import FileFacts, Reading, SourceFile
from headgate.facts.spark.program import Call, SparkProgram, Value
from headgate.facts.spark.scala import interpret
from headgate.facts.streams.query import UNKNOWN, Step, StreamingQuery, StreamSource
from headgate.facts.streams.read_spark import reading

_LONGEST = 2_000
_READER = ("format", "option", "options", "schema", "load", "table", "json", "csv", "parquet", "orc", "text")


def read_scala(file: SourceFile) -> Reading:
    """Streaming queries of a Scala file; one that does not parse is told by the reader of Spark programs."""
    if "writeStream" not in file.text and "readStream" not in file.text:
        return Reading(FileFacts(file.path, tuple(sorted(file.kinds))))
    try:
        program = interpret(file.path, file.text)
    except RecursionError:
        return Reading(FileFacts(file.path, tuple(sorted(file.kinds))))
    return reading(file, tuple(queries_of(program)))


def queries_of(program: SparkProgram) -> Iterator[StreamingQuery]:
    """The queries that the program starts."""
    session = "spark.sql.streaming.checkpointLocation" in program.text
    for call in program.calls:
        if call.method not in ("start", "toTable"):
            continue
        chain = list(_chain(call))
        at = next((i for i, one in enumerate(chain) if one.method == "writeStream"), None)
        if at is not None:
            yield _query(program.path, chain[:at], chain[at:], session=session)


def _chain(call: Call) -> Iterator[Call]:
    """The calls that lead to `call`, first one first."""
    found = [call]
    while len(found) < _LONGEST:
        receiver = found[-1].receiver
        if receiver is None or receiver.call is None:
            break
        found.append(receiver.call)
    yield from reversed(found)


def _query(path: str, before: Sequence[Call], after: Sequence[Call], *, session: bool) -> StreamingQuery:
    sources, steps = _way(before)
    line, end = after[0].line, after[-1].end_line
    query = StreamingQuery(path, line, max(end, line), sources, steps, session_checkpoint=session)
    for call in after[1:]:
        query = _setting(query, call)
    target = query.target or query.option("path") or query.option("topic") or ""
    return replace(query, target="" if target == UNKNOWN else target)


def _setting(query: StreamingQuery, call: Call) -> StreamingQuery:
    texts = [_text(value) for value in call.values()]
    first = texts[0] if texts else ""
    lines = query.lines | {call.method: call.line}
    match call.method:
        case "option" if len(texts) == 2:
            key = texts[0].lower()
            return replace(query, options=(*query.options, (key, texts[1])), lines=lines | {key: call.line})
        case "options":
            return replace(query, complete=False, lines=lines)
        case "format":
            query = replace(query, format=first)
        case "outputMode":
            mode = call.arguments[0].call if call.arguments else None
            query = replace(query, output_mode=(mode.method if mode is not None else first).lower())
        case "queryName":
            query = replace(query, name=first)
        case "trigger":
            made = call.arguments[0].call if call.arguments else None
            query = replace(query, trigger=(made.method if made is not None else UNKNOWN, first))
        case "foreach":
            query = replace(query, foreach=True)
        case "start" | "toTable":
            query = replace(query, target=first)
    return replace(query, lines=lines)


def _way(calls: Sequence[Call]) -> tuple[tuple[StreamSource, ...], tuple[Step, ...]]:
    """Source and steps; a way that does not begin at `readStream` begins with an unknown step."""
    at = next((i for i, call in enumerate(calls) if call.method == "readStream"), None)
    if at is None:
        line = calls[0].line if calls else 0
        return (), (Step(UNKNOWN, line), *(Step(call.method, call.line, _texts(call)) for call in calls[1:]))
    source = StreamSource(calls[at].line)
    steps: list[Step] = []
    for call in calls[at + 1 :]:
        if call.method not in _READER or steps:
            steps.append(Step(call.method, call.line, _texts(call)))
        elif call.method == "format":
            source = replace(source, format=(*_texts(call), "")[0])
        elif call.method == "option" and len(call.arguments) == 2:
            key, value = _texts(call)
            source = replace(source, options=(*source.options, (key.lower(), value)))
    return (source,), tuple(steps)


def _texts(call: Call) -> tuple[str, ...]:
    return tuple(_text(value) for value in call.values())


def _text(value: Value) -> str:
    if not value.is_constant:
        return UNKNOWN
    return str(value.constant).lower() if isinstance(value.constant, bool) else str(value.constant)

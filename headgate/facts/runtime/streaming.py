"""Progress of streaming queries, folded into a `Run`.

Source: `StreamingQueryListener` and `progress.scala` of Apache Spark.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

import msgspec

from headgate.facts.runtime.events import Event, number, part, parts, text
from headgate.facts.runtime.run import Batch, Run, Stream

_LISTENER = "org.apache.spark.sql.streaming.StreamingQueryListener$"
_MOST_KEPT = 400
_MOST_STREAMS = 1_000


def _started(run: Run, event: Event) -> None:
    _stream(run, text(event, "id"), text(event, "name"))


def _stream(run: Run, query: str, name: str) -> Stream:
    known = run.streams.get(query)
    if known is None:
        known = Stream(query, name)
        if len(run.streams) < _MOST_STREAMS:
            run.streams[query] = known
    return known


def _progress(run: Run, event: Event) -> None:
    told = _object(event.get("progress"))
    stream = _stream(run, text(told, "id"), text(told, "name"))
    batch = _batch(told)
    stream.seen += 1
    stream.last = batch
    stream.total_ms += batch.ms
    stream.total_rows += batch.rows
    if (stream.seen - 1) % stream.every == 0:
        stream.batches.append(batch)
    if len(stream.batches) > _MOST_KEPT:
        # Every second one goes, so that what is kept stays spread over the whole run.
        stream.batches = stream.batches[::2]
        stream.every *= 2


def _object(progress: object) -> Event:
    if isinstance(progress, dict):
        return progress
    if isinstance(progress, str):
        try:
            decoded = msgspec.json.decode(progress)
        except (msgspec.DecodeError, RecursionError):
            return {}
        return decoded if isinstance(decoded, dict) else {}
    return {}


def _rate(event: Event, name: str) -> float:
    value = event.get(name)
    return float(value) if isinstance(value, int | float) else 0.0


def _batch(told: Event) -> Batch:
    phases = {str(k): int(v) for k, v in part(told, "durationMs").items() if isinstance(v, int)}
    sources = list(parts(told, "sources"))
    state = list(parts(told, "stateOperators"))
    rows = number(told, "numInputRows") or sum(number(one, "numInputRows") for one in sources)
    return Batch(
        query=text(told, "id"),
        name=text(told, "name"),
        number=number(told, "batchId"),
        at=text(told, "timestamp"),
        ms=number(told, "batchDuration") or phases.get("triggerExecution", 0),
        rows=rows,
        rows_per_second_in=_rate(told, "inputRowsPerSecond")
        or sum(_rate(one, "inputRowsPerSecond") for one in sources),
        rows_per_second_done=_rate(told, "processedRowsPerSecond"),
        phases=phases,
        state_rows=sum(number(one, "numRowsTotal") for one in state),
        state_bytes=sum(number(one, "memoryUsedBytes") for one in state),
        sources=tuple(text(one, "description")[:300] for one in sources),
        sink=text(part(told, "sink"), "description")[:300],
        watermark=text(part(told, "eventTime"), "watermark"),
    )


def _terminated(run: Run, event: Event) -> None:
    _stream(run, text(event, "id"), "").ended = text(event, "exception")[:2_000]


HANDLERS: Mapping[str, Callable[[Run, Event], None]] = {
    f"{_LISTENER}QueryStartedEvent": _started,
    f"{_LISTENER}QueryProgressEvent": _progress,
    f"{_LISTENER}QueryTerminatedEvent": _terminated,
}

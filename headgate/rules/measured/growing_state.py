"""The state of a stream grows without an end."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from headgate.facts.runtime.run import Batch, Run, Stream
from headgate.rules.measured.stream_falls_behind import place_of
from headgate.rules.runs.examples import Task, fires, run_of, silent, stage
from headgate.rules.runs.registry import Remedy, Seen, run_rule
from headgate.rules.runs.speak import many, size
from headgate.rules.runs.subject import Measured

_LEAST_BATCHES = 6
_LEAST_ROWS = 10_000
_GROWTH = 2.0


def _stream(rows: list[int], watermark: str = "") -> Run:
    run = run_of(stage(1, [Task(900)]))
    found = Stream("q", "orders", seen=len(rows))
    for number, held in enumerate(rows):
        at = f"2024-01-01T00:00:{number:02d}.000Z"
        found.batches.append(
            Batch("q", "orders", number, at, 900, 9_000, 10, 90, {}, held, held * 200, ("KafkaV2",), "sink", watermark)
        )
    run.streams["q"] = found
    return run


@run_rule(
    examples=[
        fires(lambda: _stream([20_000 * number for number in range(1, 12)])),
        silent(lambda: _stream([20_000, 21_000, 20_500, 20_100, 20_000, 20_200, 20_100])),
    ],
)
def growing_state(measured: Measured) -> Iterator[Seen]:
    """The state of a stream grows without an end.

    ## Why it matters

    Aggregations, joins and deduplications of streams keep what they have seen. Without a watermark nothing is ever
    dropped: each batch loads and stores more, until checkpoints or memory fail, usually weeks after the start.

    ## Instead

    `withWatermark` on the event time, and the event time among the grouping or joining keys; a time-out for state of
    one's own; `dropDuplicatesWithinWatermark`.

    ## When it stays silent

    Fewer than six batches, under 10,000 rows of state, state that ever shrank, or less than twice as much at the end as
    after the first third.

    ## Fix

    None: how late rows may come, only the author knows.
    """
    for stream in measured.run.streams.values():
        held = [one.state_rows for one in stream.batches if one.rows > 0]
        if len(held) < _LEAST_BATCHES or held[-1] < _LEAST_ROWS:
            continue
        early = held[len(held) // 3]
        if any(b < a for a, b in pairwise(held)) or held[-1] < _GROWTH * max(early, 1):
            continue
        last = stream.last or stream.batches[-1]
        moved = "no watermark is set" if not last.watermark else f"its watermark is {last.watermark}"
        yield Seen(
            f"The state of {stream.name or 'the stream'} grew from {many(held[0], 'rows')} to {many(held[-1], 'rows')} "
            f"({size(last.state_bytes)}) in {many(stream.seen, 'batches')} and never shrank; {moved}.",
            cost_ms=stream.total_ms,
            place=place_of(measured, stream),
            metrics={
                "state_rows_first": held[0],
                "state_rows_last": held[-1],
                "state_bytes": last.state_bytes,
                "batches": stream.seen,
            },
            remedies=(
                Remedy(
                    "A watermark on the event time",
                    "State older than it is dropped.",
                    code="df.withWatermark('event_time', '1 hour')",
                ),
            ),
            entity=f"state:{stream.name}",
        )

"""Batches of a stream take longer than they may."""

from __future__ import annotations

from collections.abc import Iterator
from statistics import median

from headgate.facts.placed.code import Place
from headgate.facts.runtime.run import Batch, Run, Stream
from headgate.rules.runs.examples import Task, fires, run_of, silent, stage
from headgate.rules.runs.registry import Remedy, Seen, run_rule
from headgate.rules.runs.speak import many, span
from headgate.rules.runs.subject import Measured

_LEAST_BATCHES = 2
_SURE = 4
"""Batches from which on rates tell; two that overrun their trigger tell as much."""
_SLOWER = 1.1
_LEAST_MS = 500


def _stream(ms: int, coming: float, rows: int = 9_000) -> Run:
    run = run_of(stage(1, [Task(900)]))
    found = Stream("q", "orders", seen=8)
    for number in range(8):
        at = f"2024-01-01T00:00:{number:02d}.000Z"
        found.batches.append(
            Batch("q", "orders", number, at, ms, rows, coming, 0.0, {"addBatch": ms}, 0, 0, ("KafkaV2",), "sink")
        )
    run.streams["q"] = found
    return run


@run_rule(
    examples=[
        fires(lambda: _stream(4_000, 3_000)),
        silent(lambda: _stream(700, 3_000)),
        silent(lambda: _stream(700, 0, rows=0)),
    ],
)
def stream_falls_behind(measured: Measured) -> Iterator[Seen]:
    """Batches of a stream take longer than they may.

    ## Why it matters

    Rows come faster than they are done. The backlog grows, results are later from batch to batch, until the source's
    retention deletes what was not read in time.

    ## Instead

    Look at the phase that takes the time: `addBatch` is the query itself, `walCommit` and `commitOffsets` the
    checkpoint's storage, `latestOffset` the source. More partitions of the source, fewer shuffle partitions, less
    state; in `foreachBatch` no second action on an unkept batch.

    ## When it stays silent

    Fewer than four batches with rows (two, where all take longer than their trigger), or batches keep up with the rate
    at which rows come.

    ## Fix

    None is made by machine.
    """
    for stream in measured.run.streams.values():
        # The first batch starts processes and plans, and is slow in healthy streams too.
        full = [one for one in stream.batches if one.rows > 0 and one.number > 0]
        if len(full) < _LEAST_BATCHES:
            continue
        ms = median(one.ms for one in full)
        coming = median(one.rows_per_second_in for one in full)
        done = median(one.rows * 1000 / max(one.ms, 1) for one in full)
        gap = _interval(measured)
        late = gap > 0 and min(one.ms for one in full) > gap * _SLOWER
        slower = len(full) >= _SURE and coming > 0 and done > 0 and coming > done * _SLOWER and ms >= _LEAST_MS
        if not late and not slower:
            continue
        phases: dict[str, int] = {}
        for one in full:
            for phase, spent in one.phases.items():
                if phase != "triggerExecution":
                    phases[phase] = phases.get(phase, 0) + spent
        slowest = max(phases, key=lambda phase: phases[phase], default="")
        triggered = f", the trigger asks for one every {span(gap)}" if gap else ""
        yield Seen(
            f"Batches of {stream.name or 'the stream'} take {span(ms)} (median of "
            f"{many(len(full), 'batches')}){triggered}; "
            f"{coming:,.0f} rows a second come and {done:,.0f} are done. Most of it is {slowest or 'not told'}.",
            cost_ms=sum(one.ms for one in full) * stream.every,
            place=place_of(measured, stream),
            metrics={
                "median_batch_ms": round(ms),
                "trigger_ms": gap,
                "rows_per_second_in": round(coming, 1),
                "rows_per_second_done": round(done, 1),
                "batches": stream.seen,
                "slowest_phase": slowest,
            },
            remedies=(
                Remedy(
                    "Shorten the phase that takes the time",
                    f"It is {slowest}.",
                    {"spark.sql.shuffle.partitions": str(measured.cores * 2)},
                ),
            ),
            entity=f"stream:{stream.name}",
        )


def _interval(measured: Measured) -> int:
    """Milliseconds that the program's one trigger asks for; 0 where that is not told."""
    program = measured.placed.program
    found = {
        ms
        for action in (program.actions if program else ())
        if action.method in ("start", "toTable")
        for ms in action.triggers
    }
    return found.pop() if len(found) == 1 else 0


def place_of(measured: Measured, stream: Stream) -> Place | None:
    """The line that starts a stream: by its name, or the only one."""
    program = measured.placed.program
    starts = [one for one in (program.actions if program else ()) if one.method in ("start", "toTable")]
    named = [one for one in starts if stream.name and stream.name.lower() in one.words]
    chosen = named or starts
    if len(chosen) >= 1 and (len(chosen) == 1 or named):
        one = chosen[0]
        return Place(one.path, one.line, one.end_line, "action", action=one)
    return None

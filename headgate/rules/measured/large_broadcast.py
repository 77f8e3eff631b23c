"""A large table was sent to every executor."""

from __future__ import annotations

from collections.abc import Iterator

from headgate.facts.runtime.operators import Operator
from headgate.rules.runs.examples import Task, fires, operator, run_of, silent, stage
from headgate.rules.runs.registry import Gain, Remedy, Seen, run_rule
from headgate.rules.runs.speak import many, percent, size, span
from headgate.rules.runs.subject import Measured

_LARGE = 50_000_000
_ALWAYS = 1_000_000_000
_LEAST_MS = 1_000
_LEAST_SHARE = 0.1


def _sent(data: int, ms: int) -> Operator:
    sent = operator(
        "BroadcastExchange HashedRelationBroadcastMode", operator("Scan parquet b"), data_size=data, time_to_collect=ms
    )
    return operator("BroadcastHashJoin [a], [b], Inner", operator("Scan parquet a"), sent)


@run_rule(
    instead_of=("large-collect",),
    examples=[
        fires(lambda: run_of(stage(1, [Task(9_000)] * 4), plan=_sent(2_000_000_000, 40_000))),
        silent(lambda: run_of(stage(1, [Task(9_000)] * 4), plan=_sent(9_000_000, 300))),
        silent(lambda: run_of(stage(1, [Task(900_000)] * 4), plan=_sent(200_000_000, 1_500))),
    ],
)
def large_broadcast(measured: Measured) -> Iterator[Seen]:
    """A large table was sent to every executor.

    ## Why it matters

    A broadcast is collected on the driver, made into a hash table there and sent to all executors, each of which holds
    it whole. Large ones take longer than the shuffle that they save, and fill the driver's and the executors' memory.

    ## Instead

    Take the hint out and let both sides be shuffled; or send less: filter and choose columns first, broadcast the keys.

    ## When it stays silent

    Under 50 MB, or collecting, building and sending took under 1 s and a tenth of the time in which jobs ran (unless
    it has over 1 GB).

    ## Fix

    None is made by machine: whether the table will stay small, its owner knows.
    """
    for execution in measured.run.executions.values():
        for at in measured.placed.operators_of(execution):
            exchange = at[0]
            if "BroadcastExchange" not in exchange.name:
                continue
            data = measured.value(execution, exchange, "data size") or 0
            ms = sum(
                measured.value(execution, exchange, name) or 0
                for name in ("time to collect", "time to build", "time to broadcast")
            )
            if data < _LARGE or (data < _ALWAYS and (ms < _LEAST_MS or measured.wall_share(ms) < _LEAST_SHARE)):
                continue
            rows = measured.rows(execution, exchange) or measured.rows_below(execution, exchange) or 0
            executors = max(len([e for e in measured.run.executors.values() if e.tasks]), 1)
            collecting = [one.id for one in measured.run.stages_of(execution.id) if one.sums.result > data // 20]
            yield Seen(
                f"{size(data)} ({many(rows, 'rows')}) were broadcast to {many(executors, 'executors')}; collecting, "
                f"building and sending took {span(ms)}, {percent(measured.wall_share(ms))} of the time in "
                "which jobs ran.",
                cost_ms=ms,
                place=measured.place_of(execution, at),
                stage=collecting[0] if collecting else None,
                stages=tuple(collecting),
                execution=execution.id,
                metrics={"broadcast_bytes": data, "rows": rows, "broadcast_ms": ms, "executors": executors},
                gain=Gain(0, ms, "Without the broadcast this time goes; a shuffle of both sides takes its place."),
                remedies=(
                    Remedy(
                        "No broadcast of this side",
                        f"It has {size(data)} in memory, and Spark's own limit is 10 MB.",
                        {"spark.sql.autoBroadcastJoinThreshold": "10m"},
                    ),
                ),
                entity=f"broadcast:{exchange.name}",
            )

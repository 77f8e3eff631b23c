"""An action in a loop read the same data again at each turn."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from headgate.facts.placed.align import SITE, print_of
from headgate.facts.placed.code import Place
from headgate.facts.runtime.run import Execution, Run
from headgate.rules.runs.examples import Task, fires, operator, run_of, silent, stage
from headgate.rules.runs.registry import Gain, Remedy, Seen, run_rule
from headgate.rules.runs.speak import many, percent, span
from headgate.rules.runs.subject import Measured

_LEAST_TIMES = 5
_LEAST_MS = 3_000
_LEAST_SHARE = 0.3


def _loop(times: int) -> Run:
    plan = operator("Filter a", operator("Scan parquet /lake/orders", number_of_output_rows=9), number_of_output_rows=9)
    stages = [stage(n, [Task(9_000)] * 4, start=n * 10_000, execution=n) for n in range(times)]
    run = run_of(*stages, plan=plan)
    for n in range(times):
        begin = 1_000_000 + n * 10_000
        run.executions[n] = Execution(n, "count at Job.scala:7", "", begin, begin + 9_000, plan=plan)
    return run


@run_rule(
    instead_of=("recomputed-frame",),
    examples=[fires(lambda: _loop(12)), silent(lambda: _loop(3))],
)
def repeated_action(measured: Measured) -> Iterator[Seen]:
    """An action in a loop read the same data again at each turn.

    ## Why it matters

    Each turn is a job of its own that plans, reads and shuffles what the turn before did, with a part of the cluster
    idle at the end of each.

    ## Instead

    One query with the loop's variable as a column: `groupBy` it, join the list of its values, or `partitionBy` it in
    the write. Where it must be a loop, keep what the turns share.

    ## When it stays silent

    Fewer than five times, over different tables or from a cache, or under 3 s or 30 % of the time in which jobs ran; in
    streams.

    ## Fix

    None is made by machine.
    """
    if measured.streaming:
        return
    groups: dict[tuple[str, str], list[Execution]] = defaultdict(list)
    for execution in measured.run.executions.values():
        if execution.root not in (None, execution.id) or execution.plan is None:
            continue
        action = measured.placed.action_of(execution)
        site = SITE.match(execution.description)
        if action is not None:
            where = f"{action.path}:{action.line}"
        elif site is not None and not site["file"].endswith(".java"):
            where = f"{site['file']}:{site['line']}"
        else:
            continue
        plan = print_of(execution.plan)
        scans = sorted(
            {_location(o.metadata.get("Location", "") or o.text) for o in execution.plan.walk() if "Scan" in o.name}
        )
        if scans and "cache" not in plan.kinds:
            groups[where, "|".join(scans)].append(execution)
    for same in groups.values():
        spent = sum(max(one.ended - one.started, 0) for one in same)
        if len(same) < _LEAST_TIMES or spent < _LEAST_MS or measured.wall_share(spent) < _LEAST_SHARE:
            continue
        stages = [one for e in same for one in measured.run.stages_of(e.id) if one.tasks]
        place: Place | None = measured.placed.of_execution(same[0])
        read = sum(one.sums.input for one in stages)
        yield Seen(
            f"The same action ran {many(len(same), 'times')} over the same data: {span(spent)} in all, "
            f"{percent(measured.wall_share(spent))} of the time in which jobs ran, {span(spent / len(same))} each.",
            cost_ms=spent * (1 - 1 / len(same)),
            place=place,
            stage=stages[0].id if stages else None,
            stages=tuple(one.id for one in stages),
            metrics={"times": len(same), "total_ms": spent, "each_ms": round(spent / len(same)), "bytes_read": read},
            gain=Gain(
                spent * 0.4,
                spent * (1 - 1 / len(same)),
                "One query reads the data once; what differs between the turns remains.",
            ),
            remedies=(Remedy("One query in place of the loop", "Group by what the loop goes over."),),
            entity=f"loop:{same[0].description}",
        )


def _location(text: str) -> str:
    begin = text.find("Location:")
    return text[begin : begin + 200] if begin >= 0 else text[:200].split("[", maxsplit=1)[0]

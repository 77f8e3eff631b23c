"""One task took far longer than the others on no more data."""

from __future__ import annotations

from collections.abc import Iterator

from headgate.facts.runtime.stage import Stage
from headgate.rules.runs.examples import Task, fires, run_of, silent, stage
from headgate.rules.runs.registry import Gain, Remedy, Seen, run_rule
from headgate.rules.runs.speak import many, size, span
from headgate.rules.runs.subject import Measured

_LONGER = 4.0
_LONG_ENOUGH = 3.0
_FAR = 0.2
"""Where the wait is a larger share of the run than this, three times the median is enough."""
_LEAST_MS = 2_000
_LEAST_SHARE = 0.1


@run_rule(
    examples=[
        fires(lambda: run_of(stage(1, [*(Task(2_000) for _ in range(40)), Task(90_000, executor="7", late=8_000)]))),
        silent(lambda: run_of(stage(1, [*(Task(2_000) for _ in range(40)), Task(90_000, 90_000_000, 90_000, "7")]))),
        silent(lambda: run_of(stage(1, [*(Task(100) for _ in range(40)), Task(2_000)]))),
    ],
)
def straggler(measured: Measured) -> Iterator[Seen]:
    """One task took far longer than the others on no more data.

    ## Why it matters

    The stage waits for it. As the data do not explain it, the machine does: a slow disk, a noisy neighbour, a long
    garbage collection, a remote service that the rows of this task hit.

    ## Instead

    Speculative execution starts the task again elsewhere (`spark.speculation`), if it may run twice; executors that
    are slow time and again are excluded (`spark.excludeOnFailure.enabled`) or their machines looked at.

    ## When it stays silent

    The longest task read more than one and a half times the median, takes less than four times its time (three, where
    the wait is over a fifth of the run), or the wait is under 2 s or 10 % of the time in which jobs ran. Tasks of the
    first wave of a stage are slower by nature and must take ten times as long; where several are as slow as the
    longest, one executor must have run them all.

    ## Fix

    None: the code is not to blame.
    """
    for one in measured.stages():
        if one.succeeded < 4 or not one.longest:
            continue
        longest, median = one.longest[0], one.ms.median
        first_wave = longest.launched - one.first_launch < median
        far = _LONGER if measured.wall_share(longest.ms - median) < _FAR else _LONG_ENOUGH
        if longest.ms < (10 if first_wave else far) * max(median, 1):
            continue
        if not _alone(one, first_wave):
            continue
        wait = longest.ms - median
        if wait < _LEAST_MS or measured.wall_share(wait) < _LEAST_SHARE:
            continue
        more = max(longest.bytes / max(one.bytes_in.median, 1), longest.records / max(one.records_in.median, 1))
        if more > 1.5 or measured.operators(one, "window"):
            continue
        read = f" ({size(longest.bytes)})" if longest.bytes else ", as far as is counted"
        second = one.longest[1].ms if len(one.longest) > 1 else median
        yield Seen(
            f"In stage {one.id} one of {many(one.succeeded, 'tasks')} took {span(longest.ms)}, the median "
            f"{span(median)}, though it read no more{read}: executor {longest.executor} on "
            f"{longest.host} was slow, or what it asked was.",
            cost_ms=wait,
            place=measured.place(one),
            stage=one.id,
            metrics={
                "longest_task_ms": longest.ms,
                "median_task_ms": round(median),
                "executor": longest.executor,
                "gc_ms": longest.gc,
                "fetch_wait_ms": longest.wait,
                "tasks": one.succeeded,
            },
            gain=Gain(0, longest.ms - max(second, median), "Without this task the stage ends with its second longest."),
            remedies=(
                Remedy(
                    "Start slow tasks a second time elsewhere",
                    "The data do not explain the wait, so another machine is likely to be faster.",
                    {"spark.speculation": "true", "spark.speculation.multiplier": "3"},
                ),
            ),
            entity=f"straggler:{one.name}",
        )


def _alone(stage: Stage, first_wave: bool) -> bool:
    """Whether the longest task stands out from the second, or one of several executors ran all of the longest.

    Tasks of the first wave, which start processes and compile, are no second to one of a later wave.
    """
    longest, *others = stage.longest
    if not first_wave:
        others = [one for one in others if one.launched - stage.first_launch >= stage.ms.median]
    if not others or longest.ms >= 1.5 * others[0].ms:
        return True
    return len(stage.executors) > 1 and len({task.executor for task in stage.longest}) == 1

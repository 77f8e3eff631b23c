"""A run as rules are offered it: with its code, and with the sums against which a cost is material."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property

from headgate.facts.placed.code import Place
from headgate.facts.placed.kinds import kind_of_operator
from headgate.facts.placed.placed import Placed
from headgate.facts.runtime.operators import Operator
from headgate.facts.runtime.run import Execution, Run
from headgate.facts.runtime.stage import Stage

_MOST_KEPT = 2_000
_TYPED = (" at <console>", " at <stdin>", " at <ipython", " at <command", "ipykernel")
_SHELLS = ("Spark shell", "PySparkShell", "SparkR", "Databricks Shell", "Zeppelin", "SparkSQL")
OnPlan = tuple[Operator, list[Operator]]


class Measured:
    """A run with its code."""

    def __init__(self, placed: Placed) -> None:
        self.placed = placed
        self.run: Run = placed.run

    @cached_property
    def job_intervals(self) -> list[tuple[int, int]]:
        """When jobs ran, merged, in milliseconds since 1970."""
        end = self.run.end
        spans = sorted((job.submitted, job.ended or end) for job in self.run.jobs.values() if job.submitted)
        merged: list[tuple[int, int]] = []
        for begin, until in spans:
            if merged and begin <= merged[-1][1]:
                merged[-1] = (merged[-1][0], max(merged[-1][1], until))
            else:
                merged.append((begin, max(begin, until)))
        return merged

    @cached_property
    def active_ms(self) -> int:
        """Milliseconds in which some job ran."""
        return sum(until - begin for begin, until in self.job_intervals) or 1

    @cached_property
    def task_ms(self) -> int:
        """Core-milliseconds of all tasks."""
        return self.run.task_ms or 1

    @cached_property
    def cpu_ms(self) -> int:
        """CPU milliseconds of all tasks."""
        return sum(stage.sums.cpu for stage in self.run.stages.values()) or 1

    @cached_property
    def cores(self) -> int:
        """The most cores that were there at one time; at least one."""
        return max(self.run.cores, 1)

    def stages(self) -> Iterator[Stage]:
        """Stage attempts that did something, the costliest first."""
        return iter(self._costliest)

    @cached_property
    def _costliest(self) -> list[Stage]:
        done = [stage for stage in self.run.stages.values() if stage.tasks]
        return sorted(done, key=lambda stage: -self.task_time(stage))

    def task_time(self, stage: Stage) -> int:
        """Core-milliseconds of a stage's tasks."""
        return stage.sums.run + stage.sums.overhead

    def share(self, stage: Stage) -> float:
        """What part of all task time a stage took, from 0 to 1."""
        return min(self.task_time(stage) / self.task_ms, 1.0)

    def wall_share(self, ms: float) -> float:
        """What part of the time in which jobs ran `ms` is, from 0 to 1."""
        return min(ms / self.active_ms, 1.0)

    def execution(self, stage: Stage) -> Execution | None:
        """The SQL execution of a stage."""
        return self.placed.execution_of(stage)

    def operators(self, stage: Stage, *kinds: str) -> list[OnPlan]:
        """The operators of these kinds that ran in a stage; see `facts.placed.kinds`."""
        return [one for one in self.placed.operators_in(stage) if kind_of_operator(one[0].name) in kinds]

    def operators_near(self, stage: Stage, *kinds: str) -> list[OnPlan]:
        """The operators of these kinds that ran in a stage, also those that count nothing themselves.

        Such an operator ran where those right below it and above it did.
        """
        counted = self.placed.operators_in(stage)
        own = {id(operator) for operator, _ in counted}
        execution = self.execution(stage)
        found = [one for one in counted if kind_of_operator(one[0].name) in kinds]
        for operator, above in self.placed.operators_of(execution) if execution is not None else ():
            if id(operator) in own or kind_of_operator(operator.name) not in kinds or self._counted(operator):
                continue
            if any(id(one) in own for one in above[-3:]) and kind_of_operator(operator.name) not in ("exchange",):
                below = [one for child in operator.children for one in _first_counting(child)]
                if not below or any(id(one) in own for one in below) or kind_of_operator(operator.name) == "join":
                    found.append((operator, above))
        return found

    def _counted(self, operator: Operator) -> bool:
        return any(metric.accumulator in self._accumulators for metric in operator.metrics)

    @cached_property
    def _accumulators(self) -> frozenset[int]:
        return frozenset(number for stage in self.run.stages.values() for number in stage.accumulated)

    def place(self, stage: Stage, *kinds: str) -> Place | None:
        """The line of a stage, of its operators of these kinds first."""
        return self.placed.of_stage(stage, *kinds)

    def place_of(self, execution: Execution, at: OnPlan) -> Place | None:
        """The line of an operator."""
        return self.placed.of_operator(execution, *at)

    @cached_property
    def _values(self) -> dict[int, dict[int, int]]:
        return {}

    def value(self, execution: Execution, operator: Operator, *names: str) -> int | None:
        """What an operator counted under the first of these names that it has; None where nothing was counted."""
        values = self._values.get(execution.id)
        if values is None:
            if len(self._values) >= _MOST_KEPT:
                self._values.clear()
            values = self._values[execution.id] = self.run.values_of(execution)
        for name in names:
            for metric in operator.metrics:
                if metric.name == name and metric.accumulator in values:
                    return values[metric.accumulator]
        return None

    def rows(self, execution: Execution, operator: Operator) -> int | None:
        """Rows that an operator gave."""
        return self.value(execution, operator, "number of output rows", "records read", "shuffle records written")

    def rows_below(self, execution: Execution, operator: Operator) -> int | None:
        """Rows that went into an operator: those of the nearest operators below that counted them."""
        total, found = 0, False
        waiting = list(operator.children)
        while waiting:
            below = waiting.pop()
            rows = self.rows(execution, below)
            if rows is None:
                waiting.extend(below.children)
            else:
                total, found = total + rows, True
        return total if found else None

    @cached_property
    def interactive(self) -> bool:
        """Whether a person sat before it: a shell or a notebook, whose pauses are a person's."""
        run = self.run
        if "spark.repl.class.uri" in run.settings or run.name in _SHELLS:
            return True
        sites = [job.call_site for job in run.jobs.values()] + [stage.name for stage in run.stages.values()]
        return any(mark in site for site in sites for mark in _TYPED)

    @cached_property
    def streaming(self) -> bool:
        """Whether the run is of a stream, which waits for data by design."""
        return bool(self.run.streams) or any(job.query for job in self.run.jobs.values())


def _first_counting(operator: Operator) -> Iterator[Operator]:
    """The nearest operators at or below that have metrics of their own."""
    waiting = [operator]
    while waiting:
        current = waiting.pop()
        if current.metrics:
            yield current
        else:
            waiting.extend(current.children)

"""A run beside its code: for each stage, operator and execution the line that it comes from."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from pathlib import PurePosixPath

from headgate.facts.placed.align import SITE, Unit, align
from headgate.facts.placed.chosen import likeliest
from headgate.facts.placed.code import Action, Place, Program
from headgate.facts.placed.kinds import kind_of_operator
from headgate.facts.placed.operators import paths_to, step_of
from headgate.facts.placed.project import Code
from headgate.facts.runtime.operators import Operator
from headgate.facts.runtime.run import Execution, Job, Run
from headgate.facts.runtime.stage import Stage

_WEIGHTS = ("join", "window", "generate", "python", "aggregate", "sort", "exchange", "cache", "write", "scan", "union")
"""Of operators in one stage, whose line a stage takes where nothing measured tells."""
_MOST_KEPT = 2_000
"""Plans that are kept laid out."""


class Placed:
    """A run, and the code that it ran where that is given."""

    def __init__(self, run: Run, code: Code | None = None) -> None:
        self.run = run
        self.code = code
        self._operators: dict[int, list[tuple[Operator, list[Operator]]]] = {}

    @cached_property
    def program(self) -> Program | None:
        """The program that was run: the one whose actions explain the run best."""
        candidates = [one for one in (self.code.programs if self.code else ()) if one.actions]
        if len(candidates) <= 1:
            return candidates[0] if candidates else None
        return likeliest(candidates, self.units, self.run.name)

    @cached_property
    def units(self) -> list[Unit]:
        """Executions that are no part of another, and jobs without one, in time."""
        roots: list[Execution] = []
        plans: dict[int, Operator | None] = {}
        for one in self.run.executions.values():
            root = one.root if one.root is not None and one.root in self.run.executions else one.id
            known = plans.get(root)
            # A command, such as CREATE TABLE AS, runs its query as an execution of its own.
            if known is None or (one.plan is not None and _larger(one.plan, known)):
                plans[root] = one.plan
            if root == one.id:
                roots.append(one)
        found = [Unit(("execution", one.id), _said(self.run, one), plans.get(one.id), one.started) for one in roots]
        found += [
            Unit(("job", one.id), one.call_site or self._job_name(one), None, one.submitted)
            for one in self.run.jobs.values()
            if one.execution is None or one.execution not in self.run.executions
        ]
        return sorted(found, key=lambda unit: (unit.at, unit.key))

    def _job_name(self, job: Job) -> str:
        names = [stage.name for number in job.stages if (stage := self.run.stages.get((number, 0))) is not None]
        return names[-1] if names else job.description

    @cached_property
    def actions(self) -> dict[tuple[str, int], Action]:
        """The action of each unit that has one, by the unit's key."""
        program = self.program
        if program is None:
            return {}
        return {key: program.actions[at] for key, (at, _) in align(self.units, program.actions).items()}

    def action_of(self, execution: Execution | None, job: int | None = None) -> Action | None:
        """The action that started an execution, or a job without one."""
        if execution is None:
            return self.actions.get(("job", job)) if job is not None else None
        root = execution.root if execution.root in self.run.executions else execution.id
        return self.actions.get(("execution", root if root is not None else execution.id))

    def execution_of(self, stage: Stage) -> Execution | None:
        """The SQL execution of a stage."""
        return self.run.executions.get(stage.execution) if stage.execution is not None else None

    def operators_in(self, stage: Stage) -> list[tuple[Operator, list[Operator]]]:
        """The operators that ran in a stage, each with those above it: those whose metrics the stage counted."""
        execution = self.execution_of(stage)
        found = self.operators_of(execution) if execution is not None else []
        return [
            (operator, above)
            for operator, above in found
            if any(metric.accumulator in stage.accumulated for metric in operator.metrics)
        ]

    def operators_of(self, execution: Execution) -> list[tuple[Operator, list[Operator]]]:
        """All operators of an execution."""
        known = self._operators.get(execution.id)
        if known is None:
            if len(self._operators) >= _MOST_KEPT:
                self._operators.clear()
            known = self._operators[execution.id] = paths_to(execution.plan) if execution.plan is not None else []
        return known

    def of_operator(self, execution: Execution, operator: Operator, above: list[Operator]) -> Place | None:
        """The line that an operator comes from; that of its action where no step tells."""
        action = self.action_of(execution)
        step = step_of(operator, above, action) if action is not None else None
        if step is not None:
            return Place(step.path, step.line, step.end_line, "plan", step, action)
        return self.of_execution(execution)

    def of_execution(self, execution: Execution) -> Place | None:
        """The line of the action that started an execution."""
        action = self.action_of(execution)
        if action is not None:
            return Place(action.path, action.line, action.end_line, "action", None, action)
        return self._by_site(_said(self.run, execution)) or self._by_details(execution.details)

    def of_stage(self, stage: Stage, *kinds: str) -> Place | None:
        """The line that a stage comes from: of its weightiest operator, of those of `kinds` first."""
        execution = self.execution_of(stage)
        if execution is not None:
            within = self.operators_in(stage)
            for kind in (*kinds, *_WEIGHTS):
                for operator, above in within:
                    if kind_of_operator(operator.name) == kind:
                        place = self.of_operator(execution, operator, above)
                        if place is not None and place.how == "plan":
                            return place
            return self.of_execution(execution)
        site = self._by_rdds(stage) or self._by_site(stage.name) or self._by_details(stage.details)
        if site is not None:
            return site
        action = self.action_of(None, stage.job)
        return Place(action.path, action.line, action.end_line, "action", None, action) if action else None

    def _by_rdds(self, stage: Stage) -> Place | None:
        """Of an RDD program: where what the stage computes was made, if that is told."""
        return (
            None
            if self._by_site(stage.name)
            else next(
                (found for rdd in reversed(stage.rdds) if (found := self._by_site(rdd.callsite)) is not None), None
            )
        )

    def _by_site(self, said: str) -> Place | None:
        site = SITE.match(said)
        if site is None or site["file"].endswith(".java"):
            return None
        return self._in_code(site["file"], int(site["line"]))

    def _by_details(self, details: str) -> Place | None:
        """The first frame of a JVM stack that stands in the code."""
        for frame in details.split("\n")[:60]:
            inside = frame.rpartition("(")[2].rstrip(")")
            file, _, line = inside.partition(":")
            if line.isdecimal() and file.endswith((".scala", ".java")):
                found = self._in_code(file, int(line), frame)
                if found is not None:
                    return found
        return None

    def _in_code(self, file: str, line: int, frame: str = "") -> Place | None:
        known = self._named(file, frame)
        if known is None:
            outside = file.endswith(".py") and "/pyspark/" not in file and self.code is None
            return Place(file, line) if outside else None
        action = next(
            (one for one in self._all_actions() if one.path == known and one.line <= line <= one.end_line), None
        )
        return Place(known, line, action=action)

    def _all_actions(self) -> Iterator[Action]:
        return iter(self.program.actions if self.program is not None else ())

    def _named(self, file: str, frame: str) -> str | None:
        """The path in the code of a file that a call site names: the one with the longest common end."""
        parts = PurePosixPath(file).parts
        package = tuple(frame.strip().split("(")[0].split(".")[:-2])
        best: tuple[int, str] | None = None
        for path in self.code.texts if self.code else ():
            own = PurePosixPath(path).parts
            if own[-1] != parts[-1]:
                continue
            common = 0
            while common < min(len(own), len(parts)) and own[-1 - common] == parts[-1 - common]:
                common += 1
            if package and own[-1 - len(package) : -1] == package:
                common += len(package)
            if best is None or common > best[0]:
                best = (common, path)
        return best[1] if best else None


def _larger(one: Operator, other: Operator) -> bool:
    """Whether `one` has more operators; `other` is a command's, with hardly any."""
    few = sum(1 for _, _ in zip(other.walk(), range(4), strict=False))
    return few < 4 and sum(1 for _, _ in zip(one.walk(), range(5), strict=False)) > few


def _said(run: Run, execution: Execution) -> str:
    """What names the call of an execution: its description, unless the user set one; then its job's call site."""
    if SITE.match(execution.description):
        return execution.description
    for stage in run.stages_of(execution.id):
        job = run.jobs.get(stage.job) if stage.job is not None else None
        if job is not None and SITE.match(job.call_site):
            return job.call_site
        if SITE.match(stage.name):
            return stage.name
    first = execution.details.split("\n", 1)[0]
    method = first.split("(")[0].rpartition(".")[2]
    return f"{method} at NativeMethodAccessorImpl.java:0" if method else execution.description

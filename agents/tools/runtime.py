"""Tool: what plans and event logs of Spark in the repository say."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

from agents.tools.tool import Question, Tool
from agents.tools.workspace import CannotAnswerError, Workspace
from headgate.errors import HeadgateError
from headgate.facts.placed.placed import Placed
from headgate.facts.runtime.read import read_log
from headgate.facts.runtime.run import Run
from headgate.facts.runtime.stage import Stage
from headgate.facts.spark.explain.read import holds_plan
from headgate.review_plan import review_plan
from headgate.rules.runs.findings import on_run
from headgate.rules.runs.subject import Measured

_MOST_STAGES = 15
_MOST_FINDINGS = 12


class Ran(Question):
    path: str


def _answer(asked: Ran, workspace: Workspace) -> str:
    text = workspace.snapshot().text_of(asked.path)
    if text is not None and holds_plan(text):
        review = review_plan(asked.path, text)
        found = [
            f"line {one.location.start_line}: {one.rule}: {one.message}" for one in review.findings[:_MOST_FINDINGS]
        ]
        return "\n".join([f"{len(review.plans)} plans in {asked.path}", *found])
    return "\n".join(_told(run_of(asked.path, workspace)))


def run_of(path: str, workspace: Workspace) -> Run:
    """The run whose event log lies at `path`.

    Raises:
        CannotAnswerError: the file is not there, too large, or no event log.
    """
    data = workspace.snapshot().bytes_of(path)
    if data is None:
        raise CannotAnswerError(f"There is no readable file '{path[:200]}'; list_files shows what is.")
    with tempfile.TemporaryDirectory(prefix="headgate-log-") as folder:
        file = Path(folder) / path.rsplit("/", 1)[-1][-80:]
        file.write_bytes(data)
        try:
            return read_log(file)
        except HeadgateError as error:
            raise CannotAnswerError(f"'{path[:200]}' is neither a plan nor an event log of Spark.") from error


def _told(run: Run) -> Iterator[str]:
    measured = Measured(Placed(run, None))
    stages = list(measured.stages())
    yield f"{run.name or 'application'}: {run.seconds:.0f} s, {len(stages)} stages"
    for stage in sorted(stages, key=lambda one: (-one.sums.run, one.id))[:_MOST_STAGES]:
        yield _stage(stage)
    for found in on_run(measured)[:_MOST_FINDINGS]:
        yield f"{found.level.value} {found.rule}: {found.seen.message}"


def _stage(stage: Stage) -> str:
    sums = stage.sums
    told = {
        "tasks": stage.tasks,
        "run_ms": sums.run,
        "input_bytes": sums.input,
        "shuffle_read_bytes": sums.shuffle_read,
        "shuffle_write_bytes": sums.shuffle_write,
        "disk_spilled_bytes": sums.disk_spilled,
        "gc_ms": sums.gc,
        "failed_tasks": stage.failed,
    }
    return f"stage {stage.id}: " + ", ".join(f"{name}={value}" for name, value in told.items() if value)


runtime = Tool(
    "runtime", "Stages, spill, skew and findings of a Spark event log or EXPLAIN plan in the repository.", Ran, _answer
)

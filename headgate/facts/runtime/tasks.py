"""A task that ended, folded into its stage and its executor."""

from __future__ import annotations

from headgate.facts.runtime.run import Executor, Run
from headgate.facts.runtime.stage import LongTask, Stage
from headgate.facts.runtime.task_event import Metrics, Reason, TaskEnd

_MOST_STAGES = 100_000
_MOST_EXECUTORS = 20_000
_PER_STAGE = 1_000


def stage_at(run: Run, number: int, attempt: int) -> Stage:
    """The stage attempt, known by now or new; those beyond the bound are folded into one that is not kept."""
    stage = run.stages.get((number, attempt))
    if stage is None:
        stage = Stage(number, attempt)
        if len(run.stages) < _MOST_STAGES:
            run.stages[number, attempt] = stage
    return stage


def executor_at(run: Run, name: str) -> Executor:
    """The executor, known by now or new."""
    known = run.executors.get(name)
    if known is None:
        known = Executor(name)
        if len(run.executors) < _MOST_EXECUTORS:
            run.executors[name] = known
    return known


def fold(run: Run, event: TaskEnd) -> None:
    """Add one task to `run`."""
    stage = stage_at(run, event.stage, event.attempt)
    info = event.info
    held = max(info.finished - info.launched, 0)
    executor = executor_at(run, info.executor)
    executor.host = executor.host or info.host
    executor.tasks += 1
    if not stage.first_launch or info.launched < stage.first_launch:
        stage.first_launch = info.launched
    stage.last_finish = max(stage.last_finish, info.finished)
    run.last_event = max(run.last_event, info.finished)
    run.timeline.add(info.launched, info.finished)
    if info.speculative:
        stage.speculative += 1
    metrics = event.metrics or Metrics()
    executor.run += metrics.run
    executor.gc += metrics.gc
    if info.executor in stage.executors or len(stage.executors) < _PER_STAGE:
        stage.executors[info.executor] = stage.executors.get(info.executor, 0) + metrics.run
    _sum(stage, metrics, held)
    if _failed(event, stage, executor, held):
        return
    stage.succeeded += 1
    _distribute(stage, event, metrics, held)


def _failed(event: TaskEnd, stage: Stage, executor: Executor, held: int) -> bool:
    reason = event.reason or Reason()
    if reason.reason in ("Success", "") and not event.info.failed and not event.info.killed:
        return False
    stage.wasted += held
    if event.info.killed or reason.reason in ("TaskKilled", "TaskCommitDenied"):
        stage.killed += 1
        return True
    stage.failed += 1
    executor.failed += 1
    error = (reason.error or "").rpartition(".")[2]
    message = _told(reason.message or reason.loss or "")
    stage.count_reason(" ".join(part for part in (error or reason.reason, message) if part)[:300])
    return True


_WRAPPERS = ("Traceback", "  ", "\t", "\n")


def _told(message: str) -> str:
    """The line of a message that says most: of Python, the last of its traceback."""
    lines = [line for line in message[:20_000].split("\n") if line.strip()]
    if not lines:
        return ""
    if lines[0].startswith("Traceback"):
        ends = [line for line in lines[1:] if not line.startswith(_WRAPPERS)]
        return ends[0].strip() if ends else lines[0]
    return lines[0].strip()


def _sum(stage: Stage, metrics: Metrics, held: int) -> None:
    sums = stage.sums
    sums.run += metrics.run
    sums.cpu += metrics.cpu // 1_000_000
    sums.gc += metrics.gc
    sums.overhead += max(held - metrics.run, 0)
    sums.result += metrics.result
    sums.memory_spilled += metrics.memory_spilled
    sums.disk_spilled += metrics.disk_spilled
    stage.peak_memory = max(stage.peak_memory, metrics.peak_memory)
    if (read := metrics.shuffle_read) is not None:
        sums.fetch_wait += read.wait
        sums.shuffle_remote += read.remote
        sums.shuffle_read += read.remote + read.local
        sums.shuffle_read_records += read.records
    if (write := metrics.shuffle_write) is not None:
        sums.shuffle_write += write.size
        sums.shuffle_write_records += write.records
    if (taken := metrics.input) is not None:
        sums.input += taken.size
        sums.input_records += taken.records
    if (stored := metrics.output) is not None:
        sums.output += stored.size
        sums.output_records += stored.records


def _distribute(stage: Stage, event: TaskEnd, metrics: Metrics, held: int) -> None:
    read, taken, stored = metrics.shuffle_read, metrics.input, metrics.output
    size = (read.remote + read.local if read else 0) + (taken.size if taken else 0)
    records = (read.records if read else 0) + (taken.records if taken else 0)
    spent = metrics.run or held
    stage.ms.add(spent)
    stage.bytes_in.add(size)
    stage.records_in.add(records)
    if stored is not None and stored.records:
        stage.bytes_out.add(stored.size)
    cpu = metrics.cpu // 1_000_000
    stage.cpu.add(cpu)
    busiest = stage.busiest is None or cpu > stage.busiest.cpu
    if busiest or len(stage.longest) < 4 or spent > stage.longest[-1].ms:
        info = event.info
        wait = read.wait if read else 0
        task = LongTask(
            spent, info.index, info.executor, info.host, size, records, metrics.gc, metrics.disk_spilled, wait,
            info.launched, cpu,
        )  # fmt: skip
        stage.keep_longest(task)
        stage.busiest = task if busiest else stage.busiest

"""Events of an application, stages and executors, folded one by one into a `Run`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from sys import intern

from headgate.facts.runtime import sql, streaming
from headgate.facts.runtime.events import Event, number, numbers, optional, part, parts, text
from headgate.facts.runtime.run import Job, Run
from headgate.facts.runtime.stage import Rdd, Stage
from headgate.facts.runtime.tasks import executor_at, stage_at

_MOST_JOBS = 200_000
_MOST_RDDS = 40
_MANY_STAGES = 20_000
_SHORT_MS = 2_000
_SECRET = ("password", "secret", "token", "credential", "access.key", "accountkey", "account.key")
_HIDDEN = "*********(redacted)"


def _log_start(run: Run, event: Event) -> None:
    run.spark_version = text(event, "Spark Version")


def _application_start(run: Run, event: Event) -> None:
    run.id, run.name = text(event, "App ID"), text(event, "App Name")
    run.user, run.attempt = text(event, "User"), text(event, "App Attempt ID") or run.attempt
    run.started = number(event, "Timestamp")
    run.timeline.start = run.timeline.start or run.started


def _application_end(run: Run, event: Event) -> None:
    run.ended, run.complete = number(event, "Timestamp"), True


def _environment(run: Run, event: Event) -> None:
    for name, value in part(event, "Spark Properties").items():
        hidden = any(word in name.lower() for word in _SECRET)
        run.settings[str(name)] = _HIDDEN if hidden else str(value)[:2_000]


def _executor_added(run: Run, event: Event) -> None:
    info = part(event, "Executor Info")
    executor = executor_at(run, text(event, "Executor ID"))
    executor.host, executor.cores = text(info, "Host"), number(info, "Total Cores")
    executor.added = number(event, "Timestamp")


def _executor_removed(run: Run, event: Event) -> None:
    executor = executor_at(run, text(event, "Executor ID"))
    executor.removed, executor.lost = number(event, "Timestamp"), text(event, "Removed Reason")[:500]


def _block_manager_added(run: Run, event: Event) -> None:
    manager = part(event, "Block Manager ID")
    name = text(manager, "Executor ID")
    if name in run.executors or name != "driver":
        executor_at(run, name).memory = number(event, "Maximum Memory")


def _job_start(run: Run, event: Event) -> None:
    if len(run.jobs) >= _MOST_JOBS:
        return
    properties = part(event, "Properties")
    job = Job(number(event, "Job ID"), number(event, "Submission Time"))
    job.execution = optional(properties, "spark.sql.execution.id")
    job.call_site = text(properties, "callSite.short")
    job.description = text(properties, "spark.job.description")[:1_000]
    job.group = text(properties, "spark.jobGroup.id")
    job.query, job.batch = text(properties, "sql.streaming.queryId"), text(properties, "streaming.sql.batchId")
    job.stages = numbers(event, "Stage IDs")
    run.jobs[job.id] = job
    for info in parts(event, "Stage Infos"):
        stage = _stage_info(run, info)
        if stage.job is None:
            stage.job, stage.execution = job.id, job.execution


def _job_end(run: Run, event: Event) -> None:
    job = run.jobs.get(number(event, "Job ID"))
    if job is None:
        return
    result = part(event, "Job Result")
    job.ended = number(event, "Completion Time")
    job.succeeded = text(result, "Result") == "JobSucceeded"
    job.error = text(part(result, "Exception"), "Message")[:2_000]


def _stage_submitted(run: Run, event: Event) -> None:
    stage = _stage_info(run, part(event, "Stage Info"))
    execution = optional(part(event, "Properties"), "spark.sql.execution.id")
    if execution is not None:
        stage.execution = execution
    if stage.job is None:
        stage.job = next((job.id for job in reversed(run.jobs.values()) if stage.id in job.stages), None)


def _stage_completed(run: Run, event: Event) -> None:
    info = part(event, "Stage Info")
    stage = _stage_info(run, info)
    if len(run.stages) > _MANY_STAGES and stage.sums.run < _SHORT_MS:
        return
    for one in parts(info, "Accumulables"):
        if not text(one, "Name").startswith("internal.metrics."):
            stage.accumulated[number(one, "ID")] = number(one, "Value")


def _stage_info(run: Run, info: Event) -> Stage:
    stage = stage_at(run, number(info, "Stage ID"), number(info, "Stage Attempt ID"))
    stage.name, stage.details = intern(text(info, "Stage Name")[:500]), intern(text(info, "Details"))
    stage.declared, stage.parents = number(info, "Number of Tasks"), numbers(info, "Parent IDs")
    stage.submitted = number(info, "Submission Time") or stage.submitted
    stage.completed = number(info, "Completion Time") or stage.completed
    stage.failure = text(info, "Failure Reason")[:2_000] or stage.failure
    stage.rdds = tuple(rdd for rdd, _ in zip(map(_rdd, parts(info, "RDD Info")), range(_MOST_RDDS), strict=False))
    return stage


def _rdd(info: Event) -> Rdd:
    level = part(info, "Storage Level")
    return Rdd(
        number(info, "RDD ID"), intern(text(info, "Name")[:300]), "", intern(text(info, "Callsite")[:300]),
        numbers(info, "Parent IDs"), number(info, "Number of Partitions"), number(info, "Number of Cached Partitions"),
        bool(level.get("Use Memory") or level.get("Use Disk")),
    )  # fmt: skip


def _unpersisted(run: Run, event: Event) -> None:
    if len(run.unpersisted) < _MOST_JOBS:
        run.unpersisted.add(number(event, "RDD ID"))


HANDLERS: Mapping[str, Callable[[Run, Event], None]] = {
    "SparkListenerLogStart": _log_start,
    "SparkListenerApplicationStart": _application_start,
    "SparkListenerApplicationEnd": _application_end,
    "SparkListenerEnvironmentUpdate": _environment,
    "SparkListenerExecutorAdded": _executor_added,
    "SparkListenerExecutorRemoved": _executor_removed,
    "SparkListenerBlockManagerAdded": _block_manager_added,
    "SparkListenerJobStart": _job_start,
    "SparkListenerJobEnd": _job_end,
    "SparkListenerStageSubmitted": _stage_submitted,
    "SparkListenerStageCompleted": _stage_completed,
    "SparkListenerUnpersistRDD": _unpersisted,
    **sql.HANDLERS,
    **streaming.HANDLERS,
}
"""By the event's name."""

"""The report that a tuning engineer would write of a run."""

from __future__ import annotations

from collections.abc import Iterator

from app.report.clean import block, cell, code, prose
from app.report.run.document import Report
from app.report.run.markdown import lines_of, stages
from app.report.run.settings import Setting, settings
from app.report.run.timeline import timeline
from app.report.run.watch import watched
from app.report.run.words import gain, money, place, summary
from headgate.facts.runtime.run import Run
from headgate.finding import Level
from headgate.rules.runs.findings import RunFinding
from headgate.rules.runs.speak import percent, span

_MOST_CHANGES = 5


def tuning(report: Report) -> str:
    """The report as Markdown."""
    return "\n".join(_lines(report)) + "\n"


def _lines(report: Report) -> Iterator[str]:
    run = report.measured.run
    yield f"# Tuning {prose(run.name or run.log)}\n"
    yield prose(summary(report)) + "\n"
    changes = ranked(report)
    yield from _short(report, changes)
    yield "## Where the time went\n"
    yield block("\n".join(timeline(report))) + "\n"
    yield from _where(report)
    yield from stages(report, 8)
    if changes:
        yield "\n## What to change, in this order\n"
        for number, one in enumerate(changes[:_MOST_CHANGES], start=1):
            yield from _change(number, one, report)
        rest = changes[_MOST_CHANGES:]
        if rest:
            named = ", ".join(f"{code(one.rule)} at {_at(one)}" for one in rest)
            yield f"After these, measure again; {named} come next.\n"
    yield from _settings(settings(report, changes[:_MOST_CHANGES]))
    yield "## What to watch after\n"
    yield from (f"- {prose(said)}" for said in watched(report, changes))
    yield from _limits(report)


def ranked(report: Report) -> list[RunFinding]:
    """The findings worth a change, the one that saves most first, by the middle of its range."""
    worth = [one for one in report.findings if one.level is not Level.NOTE]
    return sorted(worth, key=lambda one: (-_middle(one), -one.seen.cost_ms))


def _middle(one: RunFinding) -> float:
    told = one.seen.gain
    return (told.low + told.high) / 2 if told is not None else 0.0


def _short(report: Report, changes: list[RunFinding]) -> Iterator[str]:
    if not changes:
        yield "**Nothing in this run costs enough to be worth a change.** Leave it as it is.\n"
        return
    first = changes[0]
    told = first.seen.gain
    worth = f", which saves up to {span(told.high)}" if told is not None and told.high >= 50 else ""
    said = f"**Begin with {_at(first)}{worth}.** {prose(first.title)}"
    if len(changes) > 1:
        best = min(sum(one.seen.gain.high for one in changes if one.seen.gain), report.measured.run.seconds * 1000)
        said += f" All {len(changes)} changes together cannot save more than {span(best)}, since they overlap."
    yield said + "\n"


def _at(one: RunFinding) -> str:
    where = place(one.seen.place)
    if where:
        return code(where)
    return f"stage {one.seen.stage}" if one.seen.stage is not None else "the cluster"


def _where(report: Report) -> Iterator[str]:
    measured, run = report.measured, report.measured.run
    whole = max(run.seconds * 1000, 1)
    first = measured.job_intervals[0][0] if measured.job_intervals else run.end
    before = max(first - run.start, 0)
    after = max(whole - before - measured.active_ms, 0)
    held = max(run.core_ms, 1)
    sums = [stage.sums for stage in run.stages.values()]
    total = max(measured.task_ms, 1)
    rows = [
        ("before the first job", before, "starting executors, reading schemas, planning"),
        (
            "with a job running",
            measured.active_ms,
            f"tasks used {percent(min(run.task_ms / held, 1))} of all core time",
        ),
        ("between and after jobs", after, "the driver alone: plain code, planning, commits"),
    ]
    yield "| | lasted | of the run | |\n|---|---:|---:|---|"
    yield from (f"| {name} | {span(ms)} | {percent(ms / whole)} | {why} |" for name, ms, why in rows)
    parts = {
        "garbage collection": sum(one.gc for one in sums),
        "waiting for shuffle blocks": sum(one.fetch_wait for one in sums),
        "starting and ending tasks": sum(one.overhead for one in sums),
        "work thrown away": sum(stage.wasted for stage in run.stages.values()),
    }
    told = [f"{name} {percent(ms / total)}" for name, ms in parts.items() if ms / total >= 0.01]
    if told:
        yield f"\nOf {span(total)} of task time: {', '.join(told)}.\n"
    else:
        yield ""


def _change(number: int, one: RunFinding, report: Report) -> Iterator[str]:
    yield f"### {number}. {prose(one.title)}\n"
    cost = f"{percent(one.share)} of the run{money(report, one.seen.cost_ms)}"
    yield f"{_at(one)}, {code(one.rule)}, takes part in {cost}. {prose(one.seen.message)}\n"
    told = gain(one.seen.gain)
    if told:
        yield f"**To gain:** {prose(told)}\n"
    for remedy in one.seen.remedies:
        yield from lines_of(remedy)
    yield ""


def _settings(found: list[Setting]) -> Iterator[str]:
    if not found:
        return
    yield "## Settings\n"
    yield "| setting | now | to | why |\n|---|---|---|---|"
    for one in found:
        yield f"| {code(one.name)} | {cell(code(one.now))} | {cell(code(one.to))} | {cell(prose(one.why))} |"
    yield ""


def _limits(report: Report) -> Iterator[str]:
    yield "\n## How far this goes\n"
    yield (
        "- The figures are of this one run. What a change gains is a range from what was measured, not a promise: "
        "changes overlap, and another day's data differ."
    )
    if report.measured.placed.code is None:
        yield "- No code was given: lines are named where Spark's log names them. `--code` gives the others."
    for gap in report.gaps[:10]:
        yield f"- Not seen: {prose(gap.path)} {prose(gap.what)}: {prose(gap.why)}."
    yield from _version(report.measured.run)


def _version(run: Run) -> Iterator[str]:
    if run.spark_version.startswith(("2.", "3.0", "3.1")) and run.setting("spark.sql.adaptive.enabled") != "true":
        yield "- Adaptive execution is off by default before Spark 3.2; several remedies need it."

"""The words that text, Markdown and the tuning report share."""

from __future__ import annotations

from app.report.clean import folded
from app.report.run.document import Report
from headgate.facts.placed.code import Place
from headgate.rules.runs.registry import Gain
from headgate.rules.runs.speak import many, percent, span

_BLOCKS = " ▁▂▃▄▅▆▇█"


def place(at: Place | None) -> str:
    """`jobs/orders.py:42`, or nothing."""
    return f"{folded(at.path)}:{at.line}" if at is not None else ""


def summary(report: Report) -> str:
    """The run in two sentences."""
    run, measured = report.measured.run, report.measured
    tasks = sum(stage.tasks for stage in run.stages.values())
    ended = "" if run.complete else " The log ends before the application did."
    used = run.task_ms / run.core_ms if run.core_ms else 0
    money = (
        f" ({_amount(run.core_ms / 3_600_000 * report.price)} at {report.price:g} a core-hour)" if report.price else ""
    )
    again = f", attempt {run.attempt} after {many(len(run.attempts), 'others')}" if run.attempts else ""
    return (
        f"The run took {span(run.seconds * 1000)} with Spark {run.spark_version or 'of an untold version'}{again}, in "
        f"{span(measured.active_ms)} of which jobs ran: {many(len(run.jobs), 'jobs')}, "
        f"{many(len(run.stages), 'stages')}, "
        f"{many(tasks, 'tasks')} on {many(max(run.cores, 0), 'cores')}. {run.core_ms / 3_600_000:,.2f} core-hours were "
        f"held{money}, tasks used {percent(min(used, 1))} of them.{ended}"
    )


def gain(told: Gain | None) -> str:
    """What could be saved, with its reasoning."""
    if told is None or told.high <= 0:
        return told.why if told is not None else ""
    low = f"between {span(told.low)} and" if told.low >= 50 else "up to"
    return f"{low} {span(told.high)}. {told.why}"


def spark_line(report: Report, width: int = 60) -> str:
    """How many cores worked when, as a line of blocks."""
    run, cores = report.measured.run, report.measured.cores
    begin, end = run.start, max(run.end, run.start + 1)
    step = max((end - begin) / width, 1)
    levels = []
    for at in range(width):
        busy = run.timeline.cores(int(begin + at * step), int(begin + (at + 1) * step)) / cores
        levels.append(_BLOCKS[min(round(min(busy, 1) * 8), 8)])
    return "".join(levels)


def bar(share: float, width: int = 20) -> str:
    """A bar of blocks."""
    whole = round(min(max(share, 0), 1) * width)
    return "█" * whole + "░" * (width - whole)


def money(report: Report, ms: float) -> str:
    """`, 12.50`: what `ms` of all cores cost, where a price is given."""
    return f", {_amount(ms * report.measured.cores / 3_600_000 * report.price)}" if report.price else ""


def _amount(value: float) -> str:
    return f"{value:,.2f}" if value >= 0.1 else f"{value:.2g}"

"""A picture of a run: its stages over time, and how many cores worked."""

from __future__ import annotations

from app.report.clean import folded
from app.report.run.document import Report
from app.report.run.words import place, spark_line
from headgate.rules.runs.speak import percent, span

_WIDTH = 60
_MOST_BARS = 14
_LEAST_SHARE = 0.01


def timeline(report: Report) -> list[str]:
    """Lines of fixed width: a bar for each costly stage, in the order of time, over the line of busy cores."""
    measured, run = report.measured, report.measured.run
    begin, end = run.start, max(run.end, run.start + 1)
    step = max((end - begin) / _WIDTH, 1)
    chosen = [one for one in measured.stages() if measured.share(one) >= _LEAST_SHARE][:_MOST_BARS]
    lines = []
    for one in sorted(chosen, key=lambda stage: (stage.started, stage.id)):
        first = min(max(int((one.started - begin) / step), 0), _WIDTH - 1)
        last = min(max(int((one.ended - begin) / step), first), _WIDTH - 1)
        bar = " " * first + "█" * (last - first + 1)
        where = place(measured.place(one)) or folded(one.name)[:40]
        lines.append(f"stage {one.id:>5} │{bar:<{_WIDTH}}│ {percent(measured.share(one)):>5}  {where}")
    lines.append(f"cores busy  │{spark_line(report, _WIDTH)}│ of {measured.cores}")
    scale = span(end - begin)
    lines.append(f"            0{scale:>{_WIDTH}}")
    return lines

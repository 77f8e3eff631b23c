"""A measured run as Markdown, for a ticket or a pull request."""

from __future__ import annotations

from collections.abc import Iterator

from app.report.clean import cell, code, prose
from app.report.run.document import Report
from app.report.run.words import gain, money, place, spark_line, summary
from headgate.finding import Level
from headgate.rules.runs.findings import RunFinding
from headgate.rules.runs.registry import Remedy
from headgate.rules.runs.speak import percent, size, span

_MOST_STAGES = 12


def as_markdown(report: Report) -> str:
    """The report as Markdown."""
    return "\n".join(_lines(report)) + "\n"


def _lines(report: Report) -> Iterator[str]:
    run = report.measured.run
    yield f"# {prose(run.name or run.log)}\n"
    yield prose(summary(report)) + "\n"
    if run.start and run.timeline.busy:
        yield f"```\ncores busy  {spark_line(report)}  {span(run.seconds * 1000)}\n```\n"
    yield "## Findings\n"
    if not report.findings:
        yield "Nothing in this run cost enough to speak of.\n"
    for one in report.findings:
        yield from finding(one, report)
    yield "## Where the task time went\n"
    yield from stages(report)
    yield from _code(report)
    if report.gaps:
        yield "\n## Not seen\n"
        yield from (f"- {prose(gap.path)} {prose(gap.what)}: {prose(gap.why)}" for gap in report.gaps[:20])


def finding(one: RunFinding, report: Report) -> Iterator[str]:
    """One finding with its remedies."""
    where = f" at {code(place(one.seen.place))}" if one.seen.place is not None else ""
    cost = f"{percent(one.share)} of the run{money(report, one.seen.cost_ms)}"
    yield f"### {one.level.value}: {code(one.rule)}{where} ({cost})\n"
    yield prose(one.seen.message) + "\n"
    told = gain(one.seen.gain)
    if told:
        yield f"To gain: {prose(told)}\n"
    for remedy in one.seen.remedies:
        yield from lines_of(remedy)
    yield ""


def lines_of(remedy: Remedy) -> Iterator[str]:
    """A remedy as an item of a list."""
    yield f"- **{prose(remedy.what)}.** {prose(remedy.why)}"
    if remedy.settings or remedy.code:
        yield "  ```"
        yield from (f"  {name}={value}" for name, value in remedy.settings.items())
        yield from (f"  {line}" for line in remedy.code.splitlines())
        yield "  ```"


def stages(report: Report, most: int = _MOST_STAGES) -> Iterator[str]:
    """A table of the costliest stages."""
    yield "| stage | share | lasted | tasks | read | shuffled | spilled | line |"
    yield "|---:|---:|---:|---:|---:|---:|---:|---|"
    for one, _ in zip(report.measured.stages(), range(most), strict=False):
        spilled = size(one.sums.disk_spilled) if one.sums.disk_spilled else ""
        where = place(report.measured.place(one))
        yield (
            f"| {one.id} | {percent(report.measured.share(one))} | {span(one.wall)} | {one.tasks:,} | "
            f"{size(one.sums.input + one.sums.shuffle_read)} | {size(one.sums.shuffle_write)} | {spilled} | "
            f"{cell(code(where or one.name))} |"
        )


def _code(report: Report) -> Iterator[str]:
    shown = [one for one in report.code_findings if one.finding.level is not Level.NOTE or one.share >= 0.05]
    lowered = len(report.code_findings) - len(shown)
    if not report.code_findings:
        return
    yield "\n## What the rules say of the code, by what it cost here\n"
    if shown:
        yield "| rule | line | level | cost |\n|---|---|---|---|"
    for one in shown[:30]:
        at = one.finding.location
        where = code(f"{at.path}:{at.start_line}")
        yield f"| {cell(one.finding.rule)} | {where} | {one.finding.level.value} | {cell(one.said)} |"
    if lowered > 0:
        yield f"\n{lowered} that cost nothing in this run were lowered to notes."

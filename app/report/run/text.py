"""A measured run for a person at a terminal."""

from __future__ import annotations

from collections.abc import Iterator

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from app.cli.reports import printed
from app.report.clean import folded, visible
from app.report.run.document import Report
from app.report.run.words import bar, gain, money, place, spark_line, summary
from headgate.finding import Level
from headgate.rules.runs.findings import RunFinding
from headgate.rules.runs.registry import Remedy
from headgate.rules.runs.speak import percent, size, span

_STYLES = {Level.ERROR: "bold red", Level.WARNING: "bold yellow", Level.NOTE: "bold cyan"}
_MOST_STAGES = 8
_MOST_CODE = 12


def as_text(report: Report) -> str:
    """The report as a terminal shows it."""
    return printed(Group(*_parts(report)))


def _parts(report: Report) -> Iterator[RenderableType]:
    run = report.measured.run
    title = Text("Headgate", style="bold")
    title.append(f"  {folded(run.name or run.log)}  ", style="bold not dim")
    title.append(folded(run.id), style="dim not bold")
    yield title
    yield Text(visible(summary(report)))
    if run.start and report.measured.run.timeline.busy:
        line = Text("cores busy  ", style="dim")
        line.append(spark_line(report), style="green")
        line.append(f"  {span(run.seconds * 1000)}", style="dim")
        yield line
    yield from _findings(report)
    yield from _stages(report)
    yield from _code(report)
    if report.gaps:
        yield Text("\nNot seen", style="bold underline")
        for gap in report.gaps[:10]:
            yield Text(f"{folded(gap.path)}  {folded(gap.what)}: {folded(gap.why)}", style="dim")


def _findings(report: Report) -> Iterator[RenderableType]:
    if not report.findings:
        yield Text("\nNothing in this run cost enough to speak of.", style="green")
        return
    yield Text("\nFindings", style="bold underline")
    for one in report.findings:
        yield Padding(Group(*_finding(one, report)), (1, 0, 0, 0), expand=False)


def _finding(one: RunFinding, report: Report) -> Iterator[RenderableType]:
    head = Text(one.level.value, style=_STYLES[one.level])
    head.append(f"  {one.rule}", style="bold default")
    cost = f"  {percent(one.share)} of the run{money(report, one.seen.cost_ms)}"
    head.append(cost, style="dim not bold")
    where = place(one.seen.place)
    if where:
        head.append(f"\n{where}", style="not bold default underline")
    yield head
    yield Text(visible(one.seen.message))
    told = gain(one.seen.gain)
    if told:
        yield Text(f"to gain  {visible(told)}", style="green")
    for remedy in one.seen.remedies:
        yield _remedy(remedy)


def _remedy(remedy: Remedy) -> RenderableType:
    said = Text(f"→ {visible(remedy.what)}. ", style="default")
    said.append(visible(remedy.why), style="dim")
    for name, value in remedy.settings.items():
        said.append(f"\n    {folded(name)} = {folded(value)}", style="cyan")
    for line in remedy.code.splitlines():
        said.append(f"\n    {folded(line)}", style="cyan")
    return Padding(said, (0, 0, 0, 2), expand=False)


def _stages(report: Report) -> Iterator[RenderableType]:
    yield Text("\nWhere the task time went", style="bold underline")
    table = Table(box=None, padding=(0, 2, 0, 0), header_style="dim")
    for name in ("stage", "share", "", "lasted", "tasks", "read", "shuffled", "spilled", "line"):
        left = name in ("share", "line")
        table.add_column(name, justify="left" if left else "right", no_wrap=name != "line", overflow="fold")
    for one, _ in zip(report.measured.stages(), range(_MOST_STAGES), strict=False):
        share = report.measured.share(one)
        spilled = size(one.sums.disk_spilled) if one.sums.disk_spilled else ""
        table.add_row(
            f"{one.id}" + (f".{one.attempt}" if one.attempt else ""), bar(share, 12), percent(share), span(one.wall),
            f"{one.tasks:,}", size(one.sums.input + one.sums.shuffle_read), size(one.sums.shuffle_write), spilled,
            place(report.measured.place(one)) or folded(one.name),
        )  # fmt: skip
    yield table


def _code(report: Report) -> Iterator[RenderableType]:
    shown = [one for one in report.code_findings if one.finding.level is not Level.NOTE or one.share >= 0.05]
    lowered = len(report.code_findings) - len(shown)
    if not report.code_findings:
        return
    yield Text("\nWhat the rules say of the code, by what it cost here", style="bold underline")
    for one in shown[:_MOST_CODE]:
        head = Text(one.finding.level.value, style=_STYLES[one.finding.level])
        head.append(f"  {one.finding.rule}  ", style="bold default")
        head.append(f"{folded(str(one.finding.location))}", style="not bold default underline")
        yield head
        yield Text(visible(one.said), style="dim")
    if lowered > 0:
        others = "others that cost" if shown else "that cost"
        yield Text(f"{lowered} {others} nothing in this run, lowered to notes; --format json lists all.", style="dim")

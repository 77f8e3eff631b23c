"""The lineage in plain text: all datasets, or a tree of what feeds one of them and what it feeds."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from app.report.clean import folded
from app.report.lineage.document import ColumnEnd, DatasetEntry, EdgeEntry, FlowEntry, Lineage

_MOST = 2_000
"""Lines of one tree."""


@dataclass(frozen=True, slots=True)
class _Branch:
    key: str
    """What the subtree below is known by."""
    text: str


def listing(lineage: Lineage) -> str:
    """Each dataset with its kind and how many jobs write and read it."""
    written: defaultdict[str, int] = defaultdict(int)
    read: defaultdict[str, int] = defaultdict(int)
    for job in lineage.jobs:
        for one in job.writes:
            written[one] += 1
        for one in job.reads:
            read[one] += 1
    lines = [
        f"{folded(one.id)}  {one.kind}  written by {written[one.id]}, read by {read[one.id]}{_unknown(one)}\n"
        for one in lineage.datasets
    ]
    return "".join(lines) or "No dataset was found.\n"


def render(lineage: Lineage) -> str:
    """The tree around the dataset or column that was asked for."""
    lines = list(_of_column(lineage) if lineage.asked.column else _of_dataset(lineage))
    return "".join(f"{line}\n" for line in lines)


def _of_dataset(lineage: Lineage) -> Iterator[str]:
    asked = lineage.asked
    by_id = {one.id: one for one in lineage.datasets}
    start = by_id[asked.dataset]
    yield _heading(start)
    yield from _facts(start)
    for job in (job for job in lineage.jobs if start.id in job.writes):
        yield f"  made by {folded(job.name)}  {folded(str(job.at))}"
        for task in job.started_by:
            yield f"    started by {folded(task)}"
    into: defaultdict[str, list[FlowEntry]] = defaultdict(list)
    out_of: defaultdict[str, list[FlowEntry]] = defaultdict(list)
    for flow in lineage.flows:
        into[flow.target].append(flow)
        out_of[flow.source].append(flow)

    def below(flows: Iterable[FlowEntry], forward: bool) -> Iterator[_Branch]:
        grouped: defaultdict[str, list[FlowEntry]] = defaultdict(list)
        for flow in flows:
            grouped[flow.target if forward else flow.source].append(flow)
        for far, ways in grouped.items():
            yield _Branch(far, f"{_name(by_id[far])}  {_ways(ways)}{_unknown(by_id[far])}")

    yield from _directions(
        asked.direction, start.id, lambda key: below(into[key], False), lambda key: below(out_of[key], True)
    )


def _of_column(lineage: Lineage) -> Iterator[str]:
    asked = lineage.asked
    start = ColumnEnd(asked.dataset, asked.column)
    entry = next(one for one in lineage.datasets if one.id == asked.dataset)
    column = next((one for one in entry.columns if one.name == asked.column), None)
    yield f"{folded(str(start))}{'  ' + folded(column.type) if column and column.type else ''}"
    for made in column.expressions if column else ():
        within = f" in {folded(made.query)}" if made.query else ""
        yield f"  = {folded(made.words)}  {folded(str(made.at))}{within}"
    yield from (f"  unknown: {folded(gap.why)}  {folded(gap.path)}" for gap in entry.unknown[:5])
    into: defaultdict[str, list[EdgeEntry]] = defaultdict(list)
    out_of: defaultdict[str, list[EdgeEntry]] = defaultdict(list)
    for edge in lineage.edges:
        into[str(edge.target)].append(edge)
        out_of[str(edge.source)].append(edge)
    yield from _directions(
        asked.direction,
        str(start),
        lambda key: (_edge(edge, edge.source) for edge in into[key]),
        lambda key: (_edge(edge, edge.target) for edge in out_of[key]),
    )
    rows = into[str(ColumnEnd(asked.dataset, ""))]
    if asked.direction != "downstream" and rows:
        yield f"{'rows of ' + folded(asked.dataset)} are chosen by"
        yield from _guided([_edge(edge, edge.source) for edge in rows], lambda _: ())


def _directions(
    direction: str,
    start: str,
    upward: Callable[[str], Iterable[_Branch]],
    downward: Callable[[str], Iterable[_Branch]],
) -> Iterator[str]:
    for title, wanted, step in (("comes from", "upstream", upward), ("feeds", "downstream", downward)):
        if direction in ("both", wanted):
            branches = list(step(start))
            yield title if branches else f"{title} nothing that is known"
            yield from _guided(branches, step, {start})


def _guided(
    branches: list[_Branch], step: Callable[[str], Iterable[_Branch]], shown: set[str] | None = None
) -> Iterator[str]:
    """A tree with guides; what stood before is not unfolded again. Depth costs no stack: a chain may be long."""
    shown = set() if shown is None else shown
    waiting = [(branch, "", number == len(branches) - 1) for number, branch in enumerate(branches)][::-1]
    told = 0
    while waiting:
        branch, guide, last = waiting.pop()
        if told == _MOST:
            yield f"… and {len(waiting) + 1} more branches; --depth limits the tree"
            return
        told += 1
        below = list(step(branch.key))
        again = branch.key in shown and below
        yield f"{guide}{'└─' if last else '├─'} {branch.text}{'  (shown before)' if again else ''}"
        if branch.key in shown:
            continue
        shown.add(branch.key)
        longer = guide + ("   " if last else "│  ")
        waiting += [(one, longer, number == len(below) - 1) for number, one in enumerate(below)][::-1]


def _edge(edge: EdgeEntry, far: ColumnEnd) -> _Branch:
    return _Branch(str(far), f"{folded(str(far))}  {_spoken(edge.effect)}  {folded(str(edge.at))}")


def _heading(entry: DatasetEntry) -> str:
    return f"{_name(entry)}{'  ' + folded(str(entry.at)) if entry.at else ''}"


def _name(entry: DatasetEntry) -> str:
    return f"{folded(entry.id)}  {entry.kind}"


def _facts(entry: DatasetEntry) -> Iterator[str]:
    if entry.columns:
        more = "" if entry.complete else ", and perhaps more"
        yield f"  columns: {folded(', '.join(one.name for one in entry.columns))}{more}"
    for gap in entry.unknown[:5]:
        yield f"  {'not all is known' if entry.columns else 'columns unknown'}: {folded(gap.why)}  {folded(gap.path)}"
    if len(entry.unknown) > 5:
        yield f"  and {len(entry.unknown) - 5} more reasons"


def _unknown(entry: DatasetEntry) -> str:
    if entry.columns or entry.kind == "exposure" or not entry.unknown:
        return ""
    return f"  (columns unknown: {folded(entry.unknown[0].why)})"


def _ways(flows: list[FlowEntry]) -> str:
    """What is done on the way, and where; every place where there are several."""
    effects: defaultdict[str, int] = defaultdict(int)
    for flow in flows:
        for effect, count in flow.effects:
            effects[effect] += count
    told = ", ".join(f"{_spoken(effect)} {count}" for effect, count in effects.items()) or "columns not followed"
    places = dict.fromkeys(folded(str(flow.at)) for flow in flows)
    return f"{told}  {', '.join(list(places)[:3])}" + (f" and {len(places) - 3} more" if len(places) > 3 else "")


def _spoken(effect: str) -> str:
    return effect.replace("_", " ")

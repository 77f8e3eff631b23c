"""Documentation of a dataset, or an index of all datasets by layer; each sentence with the line that tells it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

from app.report.clean import block, cell, code, prose
from app.report.lineage.document import (
    ColumnEntry,
    DatasetEntry,
    EdgeEntry,
    FlowEntry,
    JobEntry,
    Lineage,
    Place,
    Sentence,
)

_MOST = 200
"""Items of one list."""
_IN_PLACE = 120
"""Characters of an expression that may stand within a line."""


def render(lineage: Lineage) -> str:
    """The page of the dataset that was asked for; the index where none was."""
    if not lineage.asked.dataset:
        return "\n".join(_index(lineage)).rstrip("\n") + "\n"
    entry = next(one for one in lineage.datasets if one.id == lineage.asked.dataset)
    return "\n".join(_Page(lineage, entry).lines()).rstrip("\n") + "\n"


def _index(lineage: Lineage) -> Iterator[str]:
    yield f"# Datasets of {code(lineage.asked.repository)}\n"
    yield f"{len(lineage.datasets):,} datasets, {len(lineage.jobs):,} jobs, {len(lineage.gaps):,} gaps.\n"
    layers: defaultdict[str, list[DatasetEntry]] = defaultdict(list)
    for one in lineage.datasets:
        layers[one.layer].append(one)
    for layer, members in sorted(layers.items()):
        yield f"## {prose(layer)}\n\n| dataset | kind | columns | | declared or made |\n|---|---|---|---|---|"
        for one in members:
            known = f"{len(one.columns)}{'' if one.complete else ' or more'}" if one.columns else "unknown"
            said = prose(one.descriptions[0].text[:_IN_PLACE]) if one.descriptions else ""
            row = (code(one.id), one.kind, known, said, _at(one.at) if one.at else "nowhere")
            yield f"| {' | '.join(map(cell, row))} |"
        yield ""


class _Page:
    def __init__(self, lineage: Lineage, entry: DatasetEntry) -> None:
        self._lineage = lineage
        self._entry = entry
        self._jobs = {job.id: job for job in lineage.jobs}
        self._by_id = {one.id: one for one in lineage.datasets}
        self._into: defaultdict[str, list[EdgeEntry]] = defaultdict(list)
        self._out_of: defaultdict[str, list[EdgeEntry]] = defaultdict(list)
        for edge in lineage.edges:
            if edge.target.dataset == entry.id:
                self._into[edge.target.column].append(edge)
            if edge.source.dataset == entry.id:
                self._out_of[edge.source.column].append(edge)

    def lines(self) -> Iterator[str]:
        entry = self._entry
        yield f"# {code(entry.name)}\n"
        place = f", {_at(entry.at)}" if entry.at else ""
        yield f"A {entry.kind} of {code(self._lineage.asked.repository)} in {prose(entry.layer)}{place}.\n"
        for said in entry.descriptions:
            yield f"{prose(said.text)} ({_at(said.at)})\n"
        yield from _listed("", self._facts())
        yield from _listed("## Comes from", self._ends(False))
        yield from _listed("## Which rows", self._rows())
        yield from self._columns()
        yield from _listed("## Used by", self._ends(True))
        yield from _listed("## Tests", self._tests())
        yield from _listed("## Not known", self._unknown())

    def _facts(self) -> Iterator[str]:
        entry = self._entry
        yield from (f"Owner: {prose(one.text)} ({_at(one.at)})" for one in entry.owners)
        if not entry.owners:
            yield "Owner: none is named."
        yield from (f"Key: {', '.join(map(code, one.columns))} ({_at(one.at)})" for one in entry.keys)
        yield from _said(entry.settings)
        yield from (f"Freshness: {prose(one.text)} ({_at(one.at)})" for one in entry.freshness)
        yield from (f"Its records are {code(schema)}: {prose(why)}." for schema, why in entry.records)
        yield from (f"Also named {code(name)}: {prose(why)}." for name, why in entry.also_named)
        for job in self._lineage.jobs:
            if entry.id in job.writes:
                started = f", started by {', '.join(map(prose, job.started_by))}" if job.started_by else ""
                yield f"Made by the {job.kind} job {code(job.name)} ({_at(job.at)}){started}"

    def _ends(self, forward: bool) -> Iterator[str]:
        grouped: defaultdict[str, list[FlowEntry]] = defaultdict(list)
        for flow in self._lineage.flows:
            near, far = (flow.source, flow.target) if forward else (flow.target, flow.source)
            if near == self._entry.id:
                grouped[far].append(flow)
        for far, ways in grouped.items():
            yield self._end(self._by_id[far], ways, forward)
        if not grouped:
            yield "Nothing in the repository reads it." if forward else "No job of the repository is known to fill it."

    def _end(self, far: DatasetEntry, ways: list[FlowEntry], forward: bool) -> str:
        edges = (e for found in (self._out_of if forward else self._into).values() for e in found)
        mine = (edge for edge in edges if (edge.target if forward else edge.source).dataset == far.id)
        columns = dict.fromkeys((edge.source.column, edge.direct) for edge in mine)
        values = dict.fromkeys(name for name, direct in columns if direct)
        others = dict.fromkeys(name for name, direct in columns if not direct and name not in values)
        told = [f"values of {_names(values)}"] if values else []
        told += [f"{_names(others)} to choose, join or group rows"] if others else []
        owner = f"; owner {prose(far.owners[0].text)}" if forward and far.owners else ""
        jobs = ", ".join(dict.fromkeys(f"{_job(self._jobs[one.job])}" for one in ways)) if forward else ""
        where = ", ".join(dict.fromkeys(_at(one.at) for one in ways[:3]))
        through = f" by {jobs}" if jobs else ""
        return f"{code(far.id)} ({far.kind}){through}: {'; '.join(told) or 'columns are not followed'}{owner} ({where})"

    def _rows(self) -> Iterator[str]:
        by_effect: defaultdict[str, dict[str, None]] = defaultdict(dict)
        for edge in self._into[""]:
            told = f"{code(f'{edge.source.dataset}.{edge.source.column}')} ({_at(edge.at)})"
            by_effect[edge.effect][told] = None
        for effect, ends in by_effect.items():
            yield f"{effect.replace('_', ' ').capitalize()}: {', '.join(list(ends)[:20])}" + (
                f" and {len(ends) - 20} more" if len(ends) > 20 else ""
            )

    def _columns(self) -> Iterator[str]:
        entry, asked = self._entry, self._lineage.asked.column
        shown = [one for one in entry.columns if not asked or one.name == asked]
        if shown:
            yield f"## Columns{'' if entry.complete else ' (there may be more)'}\n"
        tests: defaultdict[str, list[str]] = defaultdict(list)
        for test in entry.tests:
            tests[test.column.lower()].append(test.name)
        for column in shown:
            kind = f" {code(column.type)}" if column.type else ""
            never = ", never NULL" if column.nullable is False else ""
            checks = f"; tested: {', '.join(map(code, tests[column.name]))}" if tests[column.name] else ""
            yield f"### {code(column.name)}\n\n{self._transformation(column)}{never}{checks}.{kind and ' Type'}{kind}\n"
            for one in column.expressions:
                if len(one.text) > _IN_PLACE:
                    yield block(one.text, "sql") + "\n"
            yield from _listed("", self._readers(column))

    def _transformation(self, column: ColumnEntry) -> str:
        sources = self._into[column.name]
        if column.expressions:
            told = []
            for one in column.expressions:
                within = f" in {code(one.query)}" if one.query else ""
                written = f": {code(one.text)}" if len(one.text) <= _IN_PLACE else ""
                rendered = ", as rendered" if one.rendered and written else ""
                told.append(f"{prose(one.words)}{within} ({_at(one.at)}{rendered}{written})")
            return _capital("; ".join(told))
        direct = [edge for edge in sources if edge.direct]
        if not direct:
            place = f", declared at {_at(column.at)}" if column.at else ""
            return f"Nothing tells what it is made of{place}"
        told = [
            f"{'' if edge.effect == 'identity' else edge.effect + ' of '}"
            f"{code(f'{edge.source.dataset}.{edge.source.column}')} ({_at(edge.at)})"
            for edge in direct[:10]
        ]
        same = all(edge.effect == "identity" for edge in direct)
        return f"{'Passed on from ' if same else 'Made: '}{', '.join(told)}"

    def _readers(self, column: ColumnEntry) -> Iterator[str]:
        for edge in self._out_of[column.name]:
            target = f"{edge.target.dataset}.{edge.target.column}" if edge.target.column else edge.target.dataset
            to = "" if edge.target.column else "the rows of "
            yield f"{edge.effect.replace('_', ' ')} into {to}{code(target)} ({_at(edge.at)})"

    def _tests(self) -> Iterator[str]:
        for one in self._entry.tests:
            about = f" of {code(one.column)}" if one.column else ""
            yield f"{code(one.name)}{about}{f' with {code(one.arguments)}' if one.arguments else ''} ({_at(one.at)})"
        if not self._entry.tests:
            yield "None is declared."

    def _unknown(self) -> Iterator[str]:
        for gap in self._entry.unknown:
            yield f"{prose(gap.what)}: {prose(gap.why)} ({code(gap.path)})"


def _said(sentences: Iterable[Sentence]) -> Iterator[str]:
    for one in sentences:
        yield f"{_capital(prose(one.text))} ({_at(one.at)})"


def _listed(title: str, items: Iterable[str]) -> Iterator[str]:
    """A list under a title; nothing where it is empty. What is over the bound is counted."""
    told = list(dict.fromkeys(items))
    if not told:
        return
    more = [f"- and {len(told) - _MOST} more"] if len(told) > _MOST else []
    yield "\n".join([*([title, ""] if title else []), *(f"- {one}" for one in told[:_MOST]), *more]) + "\n"


def _names(columns: Iterable[str]) -> str:
    named = list(columns)
    return ", ".join(map(code, named[:12])) + (f" and {len(named) - 12} more" if len(named) > 12 else "")


def _job(job: JobEntry) -> str:
    return f"{job.kind} job {code(job.name)}"


def _at(place: Place) -> str:
    return code(str(place))


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]

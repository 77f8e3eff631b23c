"""LookML: views over tables, derived tables, explores and dashboards, as consumers by column.

Source: Looker, "LookML reference": view, derived_table, dimension, dimension_group, measure, explore, join, dashboard.
A dimension without `sql` is the column of its name; a view without a table is named for it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from headgate.dataset import LOOKER, Column, Dataset, DatasetId, DatasetKind, table
from headgate.errors import HeadgateError
from headgate.facts.reading import FileFacts, Reading, SourceFile, merge
from headgate.facts.semantic import looker_dashboard
from headgate.facts.semantic.members import MEMBER, OTHER, OWN, Member, edges_of, made_from
from headgate.facts.semantic.tree import Block, read_blocks
from headgate.facts.sql.model import Statement
from headgate.facts.sql.parse import read_sql
from headgate.facts.streams.scripts import renamed
from headgate.gap import Gap, GapKind
from headgate.lineage import ColumnEdge, DatasetUse, Job, JobKind
from headgate.location import Location

_FIELDS = ("dimension", "dimension_group", "measure", "filter")
_AGGREGATES = (
    "sum", "average", "min", "max", "count_distinct", "median", "percentile", "list", "sum_distinct",
    "average_distinct", "median_distinct", "percentile_distinct",
)  # fmt: skip
_REFERENCE = re.compile(r"\$\{\s*(?:(\w+)\s*\.\s*)?(\w+)\s*\}")
_LIQUID = re.compile(r"\{%.*?%\}", re.S)
_VALUE = re.compile(r"\{\{.*?\}\}|@\{\w+\}", re.S)
_VIEWS = "headgate_looker"


def read_lookml(file: SourceFile) -> Reading:
    """The views, explores and dashboards of a file."""
    if file.path.endswith(".dashboard.lookml") or re.match(r"\s*-{3}|\s*- dashboard\s*:", file.text):
        return looker_dashboard.read_dashboards(file)
    try:
        top = read_blocks(file.text)
    except HeadgateError as error:
        gap = file.gap("LookML", str(error))
        return Reading(FileFacts(file.path, tuple(sorted(file.kinds)), gaps=(gap,)))
    parts = [_view(file, block) for block in top.each("view")]
    parts += [_explore(file, block) for block in top.each("explore")]
    return merge(file.path, file.kinds, parts)


def view_dataset(name: str) -> DatasetId:
    """The dataset that stands for a view; a refinement is its view."""
    return DatasetId(LOOKER, name.removeprefix("+"))


def marked(sql: str) -> str:
    """`${TABLE}`, `${field}` and `${view.field}` as names that SQL can hold; Liquid gives way."""

    def name(match: re.Match[str]) -> str:
        if match[2] == "TABLE" and not match[1]:
            return OWN
        return f"{OTHER}__{match[1]}.{match[2]}" if match[1] else f"{MEMBER}.{match[2]}"

    return _REFERENCE.sub(name, _VALUE.sub("NULL", _LIQUID.sub(" ", sql)))


def _view(file: SourceFile, block: Block) -> Reading:
    view = view_dataset(block.name)
    members = list(_members(block))
    reads, statements, gaps = _under(file, block)
    under = reads[0].dataset if reads else None
    dialect = file.hints.dialect
    edges = tuple(edges_of(view, under, members, dialect, file.path))
    uses = [*(replace(use, columns=_named(edges, use.dataset)) for use in reads), *_foreign(edges, reads, view)]
    uses += [DatasetUse(view_dataset(name), block.line) for name in block.listed("extends")]
    uses += [DatasetUse(view_dataset(name), block.line) for name in block.listed("extends__all")]
    columns = tuple(Column(one.name.lower(), line=one.line) for one in members)
    job = Job(
        f"view {block.name}",
        JobKind.METRICS,
        Location(file.path, block.line),
        tuple(dict.fromkeys(uses)),
        (DatasetUse(view, block.line),),
        edges=edges,
    )
    dataset = Dataset(view, DatasetKind.METRIC, Location(file.path, block.line), columns)
    facts = FileFacts(file.path, (), tuple(statements), (dataset,), (job,), gaps=tuple(gaps))
    return Reading(facts)


def _members(block: Block) -> Iterator[Member]:
    for one in block.each(*_FIELDS):
        kind = one.said("type")
        written = [one.said(key) for key in ("sql", "sql_start", "sql_end", "sql_latitude", "sql_longitude")]
        sql = [text for text in written if text]
        line = next((one.line_of(key) for key in ("sql", "sql_start", "sql_latitude") if one.said(key)), one.line)
        if (not sql and one.type == "filter") or (one.type == "measure" and kind == "count"):
            sql = []
        elif not sql and one.type != "measure":
            sql = [f"${{TABLE}}.{one.name}"]
        expression = marked(sql[0]) if len(sql) == 1 else f"COALESCE({', '.join(map(marked, sql))})" if sql else "NULL"
        yield Member(one.name, expression, line, one.type == "measure" and kind in _AGGREGATES)


def _under(file: SourceFile, block: Block) -> tuple[list[DatasetUse], list[Statement], list[Gap]]:
    """What the view stands on: its table, its derived table, or the table of its own name."""
    derived = next(block.each("derived_table"), None)
    if derived is not None:
        return _derived(file, block, derived)
    written = block.said("sql_table_name")
    line = block.line_of("sql_table_name")
    if _VALUE.search(written) or _LIQUID.search(written):
        last = written.replace("`", "").replace('"', "").strip().rpartition(".")[2]
        if re.fullmatch(r"\w+", last):
            why = f"the schema of its table is made by a template; it is taken for the table `{last}`"
            gap = file.gap(f"view {block.name}", why, GapKind.ASSUMED)
            return [DatasetUse(table(last), line)], [], [gap]
        why = f"its table `{written[:80]}` is made by a template"
        return [], [], [file.gap(f"view {block.name}", why, GapKind.UNRESOLVED)]
    if written and "$" not in written and "(" not in written:
        name = written.replace("`", "").replace('"', "").strip()
        return [DatasetUse(table(name), line)], [], []
    inherits = block.name.startswith("+") or block.listed("extends") or block.said("extension")
    if written or inherits:
        return [], [], []
    return [DatasetUse(table(block.name), line)], [], []


def _derived(file: SourceFile, block: Block, derived: Block) -> tuple[list[DatasetUse], list[Statement], list[Gap]]:
    target = DatasetId(LOOKER, f"{block.name.removeprefix('+')}.sql_table_name")
    sql = derived.said("sql")
    if sql:
        first = derived.line_of("sql")
        statements, gaps = _read(file, sql, first, target)
        return [DatasetUse(target, first)], statements, gaps
    source = next(derived.each("explore_source"), None)
    if source is None:
        return [], [], []
    fields = (one.said("field") or f"{source.name}.{one.name}" for one in source.each("column"))
    named: dict[str, list[str]] = {}
    for one in fields:
        view, _, name = one.rpartition(".")
        named.setdefault(view, []).append(name.lower())
    uses = [DatasetUse(view_dataset(v), source.line, tuple(sorted(set(names)))) for v, names in named.items() if v]
    return uses, [], []


def _read(file: SourceFile, sql: str, line: int, target: DatasetId) -> tuple[list[Statement], list[Gap]]:
    """The query of a derived table; `${view.SQL_TABLE_NAME}` is what the other view stands on."""
    text = re.sub(r"\$\{\s*(\w+)\.SQL_TABLE_NAME\s*\}", rf"{_VIEWS}.\1", sql, flags=re.I)
    liquid = _LIQUID.search(text) is not None
    text = _VALUE.sub("NULL", _LIQUID.sub(lambda match: " " + "\n" * match[0].count("\n"), text))
    lines = tuple(range(line, line + text.count("\n") + 1))
    found, gaps = read_sql(file.path, text, file.hints.dialect, file.hints, lines=lines, templated=liquid)
    if liquid and gaps:
        gaps = [file.gap(f"derived table at line {line}", "its SQL is made by a template", GapKind.UNRESOLVED)]
    statements = []
    for one in (statement.facts for statement in found if statement.facts.query is not None):
        # Only what was read tells which names stand for views.
        names = {use.dataset: _of_view(use.dataset) for use in one.reads if use.dataset.name.startswith(_VIEWS + ".")}
        told = renamed(one, names)
        statements.append(replace(told, target=target, writes=(DatasetUse(target, line),)))
    return statements, gaps


def _of_view(dataset: DatasetId) -> DatasetId:
    return DatasetId(LOOKER, f"{dataset.name.removeprefix(_VIEWS + '.')}.sql_table_name")


def _named(edges: tuple[ColumnEdge, ...], dataset: DatasetId) -> tuple[str, ...]:
    return tuple(sorted({edge.source.column for edge in edges if edge.source.dataset == dataset}))


def _foreign(edges: tuple[ColumnEdge, ...], reads: list[DatasetUse], view: DatasetId) -> Iterator[DatasetUse]:
    told = {use.dataset for use in reads} | {view}
    for dataset in dict.fromkeys(edge.source.dataset for edge in edges if edge.source.dataset not in told):
        line = next(edge.location.start_line for edge in edges if edge.source.dataset == dataset)
        yield DatasetUse(dataset, line, _named(edges, dataset))


def _explore(file: SourceFile, block: Block) -> Reading:
    """An explore reads the views that it joins, by the fields that its conditions name."""
    name = block.name.removeprefix("+")
    first = block.said("from") or block.said("view_name") or name
    views = {
        name: first,
        **{one.name: one.said("from") or one.said("view_name") or one.name for one in block.each("join")},
    }
    conditions = [
        (key, one) for one in (block, *block.each("join")) for key in ("sql_on", "sql_where", "sql_always_where")
    ]
    named: dict[str, dict[str, int]] = {view: {} for view in views.values()}
    for key, one in conditions:
        member = Member("", marked(one.said(key)) or "NULL", one.line_of(key))
        for view, field in made_from(member, file.hints.dialect).foreign:
            named.setdefault(views.get(view, view), {}).setdefault(field, member.line)
    target = DatasetId(LOOKER, f"explore:{name}")
    reads = tuple(
        DatasetUse(view_dataset(view), next(iter(fields.values()), block.line), tuple(sorted(fields)))
        for view, fields in named.items()
    )
    extended = tuple(DatasetUse(DatasetId(LOOKER, f"explore:{one}"), block.line) for one in block.listed("extends"))
    at = Location(file.path, block.line)
    job = Job(f"explore {block.name}", JobKind.METRICS, at, (*reads, *extended), (DatasetUse(target, block.line),))
    return Reading(FileFacts(file.path, datasets=(Dataset(target, DatasetKind.METRIC, at),), jobs=(job,)))

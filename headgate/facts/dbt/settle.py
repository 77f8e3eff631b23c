"""From a parsed rendering to the statement of a model: its target, its own names, its unknown parts."""

from __future__ import annotations

import re
from dataclasses import replace

from sqlglot import exp

from headgate.dataset import DatasetId, table
from headgate.facts.dbt.context import DbtContext
from headgate.facts.dbt.jinja.render import Rendered
from headgate.facts.dbt.jinja.scope import SHADOWED
from headgate.facts.dbt.jinja.unknown import MARKER
from headgate.facts.dbt.naming import model_dataset, versioned
from headgate.facts.reading import SourceFile
from headgate.facts.sql.model import Nested, Output, Query, Ref, Source, Star, Statement
from headgate.facts.sql.parse import read_sql
from headgate.facts.sql.tree import SqlStatement
from headgate.gap import Gap
from headgate.lineage import DatasetUse

_AS_TYPE = re.compile(rf"\bas\s+{MARKER}(?=\s*\))", re.I)
_SHADOW = SHADOWED + "."


def read_rendered(file: SourceFile, rendered: Rendered) -> tuple[list[SqlStatement], list[Gap]]:
    """The statements of a rendering.

    A placeholder that stands where SQL takes no name is left out in a second attempt; then the queries that
    held one are open to any column.
    """
    if not rendered.text.strip():
        return [], []
    statements, gaps = _read(file, rendered.text, rendered.lines)
    if not gaps or MARKER not in rendered.text:
        return statements, gaps
    text = _AS_TYPE.sub("as varchar", rendered.text)
    again = _read(file, text, rendered.lines)
    if again[1]:
        again = _read(file, text.replace(MARKER, ""), rendered.lines)
    if again[1]:
        return statements, gaps
    return [one.with_facts(_opened(one.facts)) for one in again[0]], []


def _read(file: SourceFile, text: str, lines: tuple[int, ...]) -> tuple[list[SqlStatement], list[Gap]]:
    return read_sql(file.path, text, file.hints.dialect, file.hints, lines=lines, templated=True)


def _opened(facts: Statement) -> Statement:
    """`facts` whose query, with all queries within, may have more columns than it says."""
    return replace(facts, query=_open(facts.query)) if facts.query is not None else facts


def _open(query: Query) -> Query:
    more = () if query.branches else (Output("", star=Star(MARKER)),)
    return _with_unknown(
        replace(
            query,
            ctes=tuple((name, _open(inner)) for name, inner in query.ctes),
            outputs=(*query.outputs, *more),
            branches=tuple(_open(branch) for branch in query.branches),
        )
    )


def _with_unknown(query: Query) -> Query:
    """`query` with a relation of unknown columns for the stars of `MARKER`.

    It is joined as a semi join is: its columns are there for its own star, and no other name means one of them.
    """
    if not any(output.star is not None and output.star.qualifier == MARKER for output in query.outputs):
        return query
    if any(source.alias == MARKER for source in query.sources):
        return query
    return replace(query, sources=(*query.sources, Source(MARKER, table(MARKER), line=query.line, join="semi")))


def settle(statement: SqlStatement, target: DatasetId | None) -> SqlStatement:
    """`statement` as it stands for its model: queries write `target`, placeholders prove nothing."""
    facts = statement.facts
    reads = tuple(
        DatasetUse(_named(use.dataset), use.line, use.columns) for use in facts.reads if MARKER not in use.dataset.name
    )
    writes, aim = facts.writes, facts.target
    if target is not None and facts.kind == "select":
        writes, aim = (DatasetUse(target, facts.line),), target
    query = _query(facts.query) if facts.query is not None else None
    told = replace(facts, reads=reads, writes=writes, target=aim, query=query)
    shadowed = [found for found in statement.tree.find_all(exp.Table) if found.db == SHADOWED]
    for found in shadowed:
        found.set("db", None)
    for node in statement.tree.walk() if shadowed else ():
        node.meta.pop("folded", None)
    # A changed name may mean another relation, so what was resolved before is forgotten.
    return replace(statement, facts=told) if shadowed else statement.with_facts(told)


def dataset_of_ref(context: DbtContext, name: str) -> DatasetId:
    """The dataset behind an entry of `DbtNode.refs`."""
    if "." in name:
        return table(dict(context.sources).get(name, name))
    return model_dataset(versioned(name, dict(context.latest).get(name, "")))


def _query(query: Query) -> Query:
    """`query` with shadowed names put right and outputs that hold a placeholder opened to anything."""
    return _with_unknown(
        replace(
            query,
            ctes=tuple((name, _query(inner)) for name, inner in query.ctes),
            sources=tuple(_source(source) for source in query.sources),
            outputs=tuple(_output(output) for output in query.outputs),
            influences=tuple(ref for ref in query.influences if _told(ref)),
            branches=tuple(_query(branch) for branch in query.branches),
            queries=_nested(query.queries),
        )
    )


def _source(source: Source) -> Source:
    relation = source.relation
    if relation is not None:
        if MARKER in relation.name and source.alias != MARKER:
            return replace(source, relation=None, opaque=True)
        relation = _named(relation)
    inner = _query(source.query) if source.query is not None else None
    return replace(source, relation=relation, query=inner, refs=tuple(ref for ref in source.refs if _told(ref)))


def _output(output: Output) -> Output:
    if MARKER in output.name:
        # What an unknown macro puts into a SELECT list may be any number of columns.
        return Output("", line=output.line, star=Star(MARKER))
    told = tuple(ref for ref in output.refs if _told(ref))
    return replace(output, refs=told, queries=_nested(output.queries))


def _nested(queries: tuple[Nested, ...]) -> tuple[Nested, ...]:
    return tuple(replace(one, query=_query(one.query)) for one in queries)


def _told(ref: Ref) -> bool:
    return MARKER not in ref.column and MARKER not in ref.qualifier


def _named(dataset: DatasetId) -> DatasetId:
    return dataset._replace(name=dataset.name.removeprefix(_SHADOW))

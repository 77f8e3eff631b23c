"""From FROM clauses, joins and laterals to `Source`s."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from sqlglot import exp

from headgate.dataset import at_path
from headgate.facts.sql.model import Nested, Output, Pivot, Ref, Source
from headgate.lineage import Effect

if TYPE_CHECKING:
    from headgate.facts.sql.select import QueryReader


@dataclass(slots=True)
class Found:
    """The sources of a query, and what their join conditions name."""

    sources: list[Source] = field(default_factory=list)
    influences: list[Ref] = field(default_factory=list)
    queries: list[Nested] = field(default_factory=list)


def of_select(node: exp.Expr, reader: QueryReader) -> Found:
    """The sources of a SELECT in order: FROM, laterals, joins."""
    found = Found()
    from_ = node.args.get("from_")
    if from_ is not None:
        _add(from_.this, "", reader, found)
    for lateral in node.args.get("laterals") or ():
        _add(lateral, "cross", reader, found)
    add_joins(node, reader, found)
    return found


def of(node: exp.Expr, reader: QueryReader) -> Found:
    """The sources that `node`, standing where a table may stand, amounts to."""
    found = Found()
    _add(node, "", reader, found)
    return found


def add_joins(node: exp.Expr, reader: QueryReader, found: Found) -> None:
    """Add the joins that hang on `node`."""
    for join in node.args.get("joins") or ():
        before = len(found.sources)
        _add(join.this, _join_kind(join), reader, found)
        using = tuple(name.name.lower() for name in join.args.get("using") or ())
        if using and len(found.sources) > before:
            found.sources[before] = replace(found.sources[before], using=using)
            found.influences += [Ref("", name, Effect.JOIN, reader.line_of(join)) for name in using]
        named = reader.named([join.args.get("on")], Effect.JOIN)
        found.influences += named.refs
        found.queries += named.queries


def _join_kind(join: exp.Expr) -> str:
    if str(join.args.get("method") or "").upper() == "NATURAL":
        return "natural"
    kind = str(join.args.get("kind") or "").lower()
    side = str(join.args.get("side") or "").lower()
    if kind in ("semi", "anti"):
        return kind
    if not side and not kind and not join.args.get("on") and not join.args.get("using"):
        return "cross"
    return side or ("cross" if kind in ("cross", "cross apply") else "left" if kind == "outer apply" else "inner")


def _add(node: exp.Expr, join: str, reader: QueryReader, found: Found) -> None:
    if isinstance(node, exp.Lateral) and isinstance(node.this, (exp.Subquery, exp.Select)):
        # LATERAL (SELECT …), CROSS APPLY (SELECT …)
        found.sources.append(_subquery(node.this, node, join, reader))
    elif isinstance(node, (exp.Subquery, exp.Paren)) and isinstance(node.this, (exp.Table, exp.Subquery)):
        grouped = Found()
        _add(node.this, join, reader, grouped)
        add_joins(node, reader, grouped)
        if node.alias and len(grouped.sources) == 1:
            grouped.sources = [replace(grouped.sources[0], alias=node.alias.lower(), aliased=True)]
        found.sources += grouped.sources
        found.influences += grouped.influences
        found.queries += grouped.queries
        return
    elif isinstance(node, (exp.Query, exp.Subquery)):
        found.sources.append(_subquery(node, node, join, reader))
    elif isinstance(node, exp.Table):
        found.sources.append(_table(node, join, reader))
    else:
        found.sources.append(_made(node, node, join, reader))
    for lateral in node.args.get("laterals") or ():
        _add(lateral, "cross", reader, found)
    add_joins(node, reader, found)


def _subquery(query: exp.Expr, named: exp.Expr, join: str, reader: QueryReader) -> Source:
    inner = query.this if isinstance(query, exp.Subquery) and not query.args.get("with_") else query
    return Source(
        named.alias.lower(),
        query=reader.query(inner),
        line=reader.line_of(query),
        columns=_columns(named),
        join=join,
        aliased=True,
        pivots=_pivots(named, reader),
    )


def _table(node: exp.Table, join: str, reader: QueryReader) -> Source:
    dataset = None if reader.is_cte(node) else reader.dataset(node)
    if isinstance(node.this, exp.SemanticView) and isinstance(node.this.this, exp.Table):
        # Snowflake's SEMANTIC_VIEW(v METRICS m): its columns are those of the view.
        node, inner = node.this.this, node
        dataset = reader.dataset(node)
        node.set("alias", inner.args.get("alias"))
    if isinstance(node.this, (exp.ReadCSV, exp.ReadParquet)) and isinstance(node.this.this, exp.Literal):
        dataset = at_path(node.this.this.name)
    elif isinstance(node.this, exp.ReadParquet) and node.this.expressions[:1] and node.this.expressions[0].is_string:
        dataset = at_path(node.this.expressions[0].name)
    if dataset is None and not reader.is_cte(node):
        return _made(node.this, node, join, reader)
    if dataset is not None:
        reader.read(dataset, node)
    return Source(
        (node.alias or node.name).lower(),
        dataset,
        line=reader.line_of(node),
        columns=_columns(node),
        join=join,
        cte="" if dataset else node.name.lower(),
        aliased=bool(node.alias),
        pivots=_pivots(node, reader),
    )


def _made(node: exp.Expr, named: exp.Expr, join: str, reader: QueryReader) -> Source:
    """UNNEST, VALUES, a table function, a lateral view."""
    inside = reader.named([node], Effect.TRANSFORMATION)
    columns = _columns(named)
    offset = named.args.get("offset")
    if isinstance(offset, exp.Identifier):
        columns = (*columns, offset.name.lower())
    return Source(
        named.alias.lower(),
        line=reader.line_of(named),
        columns=columns,
        refs=tuple(inside.refs),
        join=join,
        aliased=True,
        # A function of the user's own, or a query sent elsewhere: its columns are not told here.
        opaque=isinstance(node, exp.Anonymous) and not inside.refs and not columns,
    )


def _columns(node: exp.Expr) -> tuple[str, ...]:
    alias = node.args.get("alias")
    if not isinstance(alias, exp.TableAlias):
        return ()
    return tuple(column.name.lower() for column in alias.args.get("columns") or ())


def _pivots(node: exp.Expr, reader: QueryReader) -> tuple[Pivot, ...]:
    return tuple(_pivot(pivot, reader) for pivot in node.args.get("pivots") or ())


def _pivot(pivot: exp.Expr, reader: QueryReader) -> Pivot:
    if pivot.args.get("unpivot"):
        return _unpivot(pivot, reader)
    taken = reader.named(pivot.expressions, Effect.AGGREGATION)
    over = reader.named([one.this for one in pivot.args.get("fields") or ()], Effect.CONDITIONAL)
    names = [column.name.lower() for column in pivot.args.get("columns") or ()]
    each = [reader.named([one], Effect.IDENTITY).refs for one in pivot.expressions]
    made = []
    for position, name in enumerate(names):
        refs = each[position % len(each)] if each else []
        made.append(Output(name, (*refs, *over.refs), reader.line_of(pivot)))
    consumed = [ref.column for ref in (*taken.refs, *over.refs)]
    return Pivot(tuple(made), tuple(dict.fromkeys(consumed)), pivot.alias.lower())


def _unpivot(pivot: exp.Expr, reader: QueryReader) -> Pivot:
    made: list[Output] = []
    consumed: list[str] = []
    line = reader.line_of(pivot)
    for field_ in pivot.args.get("fields") or ():
        listed = reader.named(field_.expressions, Effect.IDENTITY).refs
        consumed += [ref.column for ref in listed]
        for value in _flat(pivot.expressions):
            made.append(Output(value.name.lower(), tuple(listed), line))
        made.append(Output(field_.this.name.lower(), (), line))
    return Pivot(tuple(made), tuple(dict.fromkeys(consumed)), pivot.alias.lower())


def _flat(nodes: Iterable[exp.Expr]) -> Iterable[exp.Expr]:
    for node in nodes:
        yield from node.expressions if isinstance(node, exp.Tuple) else (node,)

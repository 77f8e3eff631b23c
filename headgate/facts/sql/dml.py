"""INSERT, MERGE, UPDATE, DELETE, COPY: what flows into the columns of a target."""

from __future__ import annotations

from dataclasses import replace

from sqlglot import exp

from headgate.dataset import DatasetId, at_path
from headgate.facts.sql import sources
from headgate.facts.sql.columns import Named
from headgate.facts.sql.model import Output, Query, Source, Star, Statement
from headgate.facts.sql.select import QueryReader
from headgate.lineage import DatasetUse, Effect


def insert(tree: exp.Insert, reader: QueryReader, empty: Statement) -> Statement:
    """INSERT INTO / OVERWRITE, with its column list and fixed partition values."""
    table, columns = table_and_columns(tree.this)
    target = _target(tree.this, table, reader)
    # WITH may stand before the INSERT; then the query inside does not have it.
    source = _with_outer(tree, tree.expression)
    query = reader.query(source) if isinstance(source, (exp.Query, exp.Subquery, exp.Values, exp.Table)) else None
    return replace(
        empty,
        target=target,
        target_columns=columns,
        query=query,
        partition=_fixed_partition(table, tree),
        by_name=bool(tree.args.get("by_name")),
        writes=_uses(target, tree, reader, columns or None),
    )


def merge(tree: exp.Merge, reader: QueryReader, empty: Statement) -> Statement:
    """MERGE: every WHEN's values flow into the column of that name; ON and WHEN conditions steer."""
    table, _ = table_and_columns(tree.this)
    target = _target(tree.this, table, reader)
    found = _with_target(tree.this, target, reader)
    using = sources.of(tree.args["using"], reader)
    found.sources += using.sources
    outputs: list[Output] = []
    on = reader.named([tree.args.get("on")], Effect.JOIN)
    influences = [*found.influences, *using.influences, *on.refs]
    queries = [*found.queries, *using.queries, *on.queries]
    source_alias = using.sources[0].alias if using.sources else ""
    whens = tree.args.get("whens")
    for when in whens.expressions if whens is not None else ():
        condition = reader.named([when.args.get("condition")], Effect.CONDITIONAL)
        influences += condition.refs
        queries += condition.queries
        then = when.args.get("then")
        if isinstance(then, exp.Update):
            outputs += _assignments(then, source_alias, reader)
        elif isinstance(then, exp.Insert):
            outputs += _inserted(then, source_alias, reader)
    return _by_name(tree, reader, empty, target, _query(tree, reader, found, outputs, Named(influences, queries)))


def update(tree: exp.Update, reader: QueryReader, empty: Statement) -> Statement:
    """UPDATE, with FROM (PostgreSQL, T-SQL, …) or joins at the target (MySQL)."""
    table, _ = table_and_columns(tree.this)
    target = _target(tree.this, table, reader)
    found = _with_target(tree.this, target, reader)
    from_ = tree.args.get("from_")
    if from_ is not None:
        more = sources.of(from_.this, reader)
        target = _target_in(more.sources, table, target, found)
        found.sources += more.sources
        found.influences += more.influences
        found.queries += more.queries
    outputs = _assignments(tree, "", reader)
    where = reader.named([tree.args.get("where")], Effect.FILTER)
    steering = Named([*found.influences, *where.refs], [*found.queries, *where.queries])
    return _by_name(tree, reader, empty, target, _query(tree, reader, found, outputs, steering))


def delete(tree: exp.Delete, reader: QueryReader, empty: Statement) -> Statement:
    """DELETE, with USING or several tables."""
    node = tree.this if tree.this is not None else (tree.args.get("tables") or [None])[0]
    table, _ = table_and_columns(node)
    target = _target(node, table, reader)
    found = _with_target(node, target, reader)
    for other in tree.args.get("using") or ():
        more = sources.of(other, reader)
        found.sources += more.sources
        found.influences += more.influences
    where = reader.named([tree.args.get("where")], Effect.FILTER)
    steering = Named([*found.influences, *where.refs], [*found.queries, *where.queries])
    return _by_name(tree, reader, empty, target, _query(tree, reader, found, [], steering))


def copy(tree: exp.Copy, reader: QueryReader, empty: Statement) -> Statement:
    """COPY INTO a table from files or a query, or from a table to files."""
    table, columns = table_and_columns(tree.this)
    if isinstance(tree.this, exp.Subquery):
        target = _file(tree.args.get("files"))
        return replace(empty, query=reader.query(tree.this), target=target, writes=_uses(target, tree, reader))
    target = _target(tree.this, table, reader)
    # PostgreSQL's COPY t TO 'file' has kind False.
    outward = tree.args.get("kind") is False
    files = tree.args.get("files") or []
    if outward:
        if target is not None and table is not None:
            reader.read(target, table)
        return replace(empty, target=_file(files), copies=target, writes=_uses(_file(files), tree, reader))
    query: Query | None = None
    reads: list[DatasetUse] = []
    for one in files:
        if isinstance(one, (exp.Query, exp.Subquery, exp.Table)) and not _is_path(one):
            query = reader.query(one)
        elif (dataset := _file([one])) is not None:
            reads.append(DatasetUse(dataset, reader.line_of(one)))
    return replace(
        empty,
        target=target,
        target_columns=columns,
        query=query,
        reads=tuple(reads),
        writes=_uses(target, tree, reader, columns or None),
    )


def table_and_columns(node: exp.Expr | None) -> tuple[exp.Table | None, tuple[str, ...]]:
    """The table of `t` or `t (a, b)`, and the column list."""
    columns: tuple[str, ...] = ()
    if isinstance(node, exp.Schema):
        columns = tuple(column.name.lower() for column in node.expressions if isinstance(column, _NAMES))
        node = node.this
    return (node if isinstance(node, exp.Table) else None), columns


_NAMES = (exp.Identifier, exp.Column, exp.ColumnDef)


def _target(node: exp.Expr | None, table: exp.Table | None, reader: QueryReader) -> DatasetId | None:
    if table is not None:
        return reader.dataset(table)
    if isinstance(node, exp.Directory):
        return at_path(node.name)
    return None


def _with_outer(tree: exp.Expr, source: exp.Expr | None) -> exp.Expr | None:
    with_ = tree.args.get("with_")
    if with_ is None or source is None or source.args.get("with_") is not None:
        return source
    wrapped = source.copy()
    wrapped.set("with_", with_.copy())
    return wrapped


def _with_target(node: exp.Expr | None, target: DatasetId | None, reader: QueryReader) -> sources.Found:
    """The target itself as first source; its joins (MySQL's UPDATE a JOIN b) behind it."""
    found = sources.Found()
    if isinstance(node, exp.Table):
        alias = (node.alias or node.name).lower()
        found.sources.append(Source(alias, target, line=reader.line_of(node), aliased=bool(node.alias), target=True))
        sources.add_joins(node, reader, found)
    return found


def _target_in(
    others: list[Source], table: exp.Table | None, target: DatasetId | None, found: sources.Found
) -> DatasetId | None:
    """T-SQL's `UPDATE a SET … FROM t AS a`: the target is an alias of the FROM clause."""
    if table is None or table.args.get("db"):
        return target
    for position, source in enumerate(others):
        if source.aliased and source.alias == table.name.lower() and source.relation is not None:
            others[position] = replace(source, target=True)
            found.sources.clear()
            return source.relation
    return target


def _assignments(tree: exp.Expr, source_alias: str, reader: QueryReader) -> list[Output]:
    outputs = []
    for item in tree.expressions:
        if isinstance(item, exp.Star):
            outputs.append(Output("", line=reader.line_of(item), star=Star(source_alias)))
        elif isinstance(item, exp.EQ):
            names = item.this.expressions if isinstance(item.this, exp.Tuple) else [item.this]
            values = item.expression.expressions if isinstance(item.expression, exp.Tuple) else [item.expression]
            for position, name in enumerate(names):
                value = values[min(position, len(values) - 1)]
                outputs.append(_output(name, value, reader))
    return outputs


def _inserted(then: exp.Insert, source_alias: str, reader: QueryReader) -> list[Output]:
    if isinstance(then.this, exp.Star):
        return [Output("", line=reader.line_of(then), star=Star(source_alias))]
    names = then.this.expressions if isinstance(then.this, exp.Tuple) else []
    values = then.expression.expressions if isinstance(then.expression, exp.Tuple) else []
    return [_output(name, value, reader) for name, value in zip(names, values, strict=False)]


def _output(name: exp.Expr, value: exp.Expr, reader: QueryReader) -> Output:
    named = reader.named([value], Effect.IDENTITY)
    return Output(name.name.lower(), tuple(named.refs), reader.line_of(name), queries=tuple(named.queries))


def _query(tree: exp.Expr, reader: QueryReader, found: sources.Found, outputs: list[Output], steering: Named) -> Query:
    return Query(
        reader.line_of(tree),
        sources=tuple(found.sources),
        outputs=tuple(outputs),
        influences=tuple(dict.fromkeys(steering.refs)),
        queries=tuple(steering.queries),
    )


def _by_name(
    tree: exp.Expr, reader: QueryReader, empty: Statement, target: DatasetId | None, query: Query
) -> Statement:
    starred = not query.outputs or any(one.star is not None for one in query.outputs)
    columns = None if starred else tuple(dict.fromkeys(one.name for one in query.outputs))
    return replace(empty, target=target, query=query, by_name=True, writes=_uses(target, tree, reader, columns))


def _uses(
    target: DatasetId | None, tree: exp.Expr, reader: QueryReader, columns: tuple[str, ...] | None = None
) -> tuple[DatasetUse, ...]:
    node = tree.this if isinstance(tree.this, exp.Expr) else tree
    return (DatasetUse(target, reader.line_of(node), columns),) if target is not None else ()


def _fixed_partition(table: exp.Table | None, tree: exp.Insert) -> tuple[str, ...]:
    partition = (table.args.get("partition") if table is not None else None) or tree.args.get("partition")
    if not isinstance(partition, exp.Expr):
        return ()
    return tuple(part.this.name.lower() for part in partition.expressions if isinstance(part, exp.EQ))


def _is_path(node: exp.Expr) -> bool:
    return isinstance(node, exp.Table) and not isinstance(node.this, exp.Identifier)


def _file(files: list[exp.Expr] | None) -> DatasetId | None:
    for one in files or ():
        inner = one.this if isinstance(one, exp.Table) else one
        if isinstance(inner, (exp.Literal, exp.Var)):
            return at_path(inner.name)
    return None

"""What a query of Flink does to its rows: whether they end, are changed afterwards, are grouped without a window.

Source: the Flink manual, "Dynamic Tables", "Group Aggregation", "Joins", and the pages of the connectors.
"""

from __future__ import annotations

from collections.abc import Iterator

from sqlglot import exp

from headgate.facts.streams.flinksql.model import FlinkScript, FlinkTable

_CHANGELOGS = ("debezium", "canal", "maxwell", "ogg")
_STREAMS = ("kafka", "upsert-kafka", "kinesis", "pulsar", "faker")
_WINDOWS = ("TUMBLE", "HOP", "SESSION", "SESSION_WINDOW", "CUMULATE")
_WINDOW_COLUMNS = ("window_start", "window_end", "window_time")


def has_updates(table: FlinkTable) -> bool:
    """Whether its rows may be changed and deleted: change data capture, upserts, formats of changes."""
    if "append" in (table.option("changelog.mode"), table.option("changelog-mode")):
        return False
    if table.option("scan.read-changelog-as-append-only.enabled") == "true":
        return False
    written = table.option("format") or table.option("value.format") or ""
    return table.connector.endswith("-cdc") or table.connector == "upsert-kafka" or written.startswith(_CHANGELOGS)


def unbounded(table: FlinkTable) -> bool:
    """Whether its rows never end."""
    if table.connector == "datagen":
        return table.option("number-of-rows") is None
    if table.connector == "filesystem":
        return table.option("source.monitor-interval") is not None
    ends = table.option("scan.bounded.mode") or ""
    return (table.connector in _STREAMS and ends in ("", "unbounded")) or table.connector.endswith("-cdc")


def selects(query: exp.Expr | None) -> Iterator[exp.Select]:
    """The SELECT of a query, or those of a set operation."""
    waiting = [query]
    while waiting:
        node = waiting.pop(0)
        if isinstance(node, exp.Select):
            yield node
        elif isinstance(node, exp.SetOperation):
            waiting += [node.this, node.expression]
        elif isinstance(node, exp.Subquery):
            waiting.append(node.this)


def first_table(select: exp.Select, script: FlinkScript) -> FlinkTable | None:
    """The table of the script that stands in FROM by itself; None for queries, views and CTEs."""
    source = select.args.get("from_")
    return known_table(source.this, script) if source is not None else None


def known_table(node: exp.Expr, script: FlinkScript) -> FlinkTable | None:
    """The table of the script that `node` names, unless a view or a common table expression has its name."""
    if not isinstance(node, exp.Table) or node.name.lower() in script.views:
        return None
    above = node.find_ancestor(exp.Select)
    while above is not None:
        named = above.args.get("with_")
        if named is not None and any(one.alias.lower() == node.name.lower() for one in named.expressions):
            return None
        above = above.find_ancestor(exp.Select)
    return script.table(node.name)


def groups(select: exp.Select) -> list[exp.Expr]:
    """What a SELECT groups by without a window, where it aggregates; nothing where a window ends the groups."""
    group = select.args.get("group")
    keys = list(group.expressions) if isinstance(group, exp.Group) else []
    if not keys or not any(one.find(exp.AggFunc) for one in select.expressions):
        return []
    return [] if any(_windowed(key) for key in keys) else keys


def _windowed(key: exp.Expr) -> bool:
    functions = (str(one.this).upper() for one in key.find_all(exp.Anonymous))
    return key.name.lower() in _WINDOW_COLUMNS or any(name in _WINDOWS for name in functions)


def outputs(select: exp.Select, insert: exp.Insert, table: FlinkTable) -> list[tuple[str, exp.Expr]]:
    """Each column of the sink with the expression that fills it; nothing where a star hides them."""
    listed = [one.name.lower() for one in insert.this.expressions] if isinstance(insert.this, exp.Schema) else []
    names = listed or list(table.written)
    made = select.expressions
    if len(names) != len(made) or any(one.is_star for one in made):
        return []
    return list(zip(names, made, strict=True))

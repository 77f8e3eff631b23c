"""LOAD DATA and EXPORT DATA: files into a table, a query into files."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from sqlglot import exp

from headgate.dataset import at_path
from headgate.facts.sql.model import Statement
from headgate.facts.sql.select import QueryReader
from headgate.lineage import DatasetUse


def moved(tree: exp.LoadData | exp.Export, reader: QueryReader, empty: Statement) -> Statement:
    """What LOAD DATA (Hive, MySQL, BigQuery) reads and fills, and what EXPORT DATA (BigQuery) writes where."""
    line = reader.line_of(tree)
    if isinstance(tree, exp.Export):
        written = [at_path(path) for path in _paths(tree.args.get("options"), "uri")]
        target = written[0] if written else None
        uses = tuple(DatasetUse(one, line) for one in written)
        return replace(empty, kind="copy", query=reader.query(tree.this), target=target, writes=uses)
    target = reader.dataset(tree.this) if isinstance(tree.this, exp.Table) else None
    paths = [*_paths(tree.args.get("inpath"), ""), *_paths(tree.args.get("files"), "uris")]
    return replace(
        empty,
        kind="copy",
        target=target,
        reads=tuple(DatasetUse(at_path(path), line) for path in paths),
        writes=(DatasetUse(target, line),) if target is not None else (),
    )


def _paths(node: object, option: str) -> Iterator[str]:
    """The strings of an argument; of options, those of the one called `option`."""
    if isinstance(node, exp.Literal):
        yield node.name
    elif isinstance(node, exp.Properties):
        for one in node.expressions:
            if isinstance(one, exp.Property) and one.name.lower() == option and isinstance(one.args["value"], exp.Expr):
                yield from (text.name for text in one.args["value"].find_all(exp.Literal))

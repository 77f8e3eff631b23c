"""What one statement reads, writes and declares."""

from __future__ import annotations

from collections.abc import Callable

from sqlglot import exp

from headgate.dataset import DatasetId, table
from headgate.facts.sql.model import Statement
from headgate.lineage import DatasetUse


def facts_of(tree: exp.Expr, file_line: Callable[[int], int], span: tuple[int, int], dialect: str) -> Statement:
    """The facts of one statement; its lines are the file's."""
    line, end_line = file_line(span[0]), file_line(span[1])
    ctes = {cte.alias_or_name.lower() for cte in tree.find_all(exp.CTE)}
    target = _target(tree)
    reads = []
    for found in tree.find_all(exp.Table):
        name = _name(found)
        if found is target or not name or ("." not in name and name in ctes):
            continue
        here = next((part.meta["line"] for part in found.find_all(exp.Identifier) if "line" in part.meta), span[0])
        reads.append(DatasetUse(table(name), file_line(here)))
    written = table(_name(target)) if target is not None else None
    return Statement(
        kind=_kind(tree),
        line=line,
        end_line=end_line,
        reads=tuple(dict.fromkeys(reads)),
        writes=(DatasetUse(written, line),) if written else (),
        target=written,
        dialect=dialect,
    )


def _kind(tree: exp.Expr) -> str:
    if isinstance(tree, exp.Create):
        return f"create-{str(tree.args.get('kind') or 'table').lower()}"
    return "select" if isinstance(tree, exp.Query) else type(tree).__name__.lower()


def _target(tree: exp.Expr) -> exp.Table | None:
    if not isinstance(tree, (exp.Create, exp.Insert, exp.Update, exp.Delete, exp.Merge, exp.Copy)):
        return None
    this = tree.this
    if isinstance(this, exp.Schema):
        this = this.this
    return this if isinstance(this, exp.Table) else None


def _name(found: exp.Table) -> str:
    return ".".join(part.name for part in found.parts)


def dataset_of(found: exp.Table) -> DatasetId:
    """The dataset that a table of a statement names."""
    return table(_name(found))

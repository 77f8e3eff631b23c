"""What is run: tables with rows, and queries that are made from them, in order."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from sqlglot import exp
from sqlglot.errors import SqlglotError

from headgate.facts.dbt.jinja.scope import SHADOWED
from headgate.facts.dbt.jinja.unknown import MARKER
from headgate.facts.sql.engine import SPEAKS
from headgate.facts.sql.parsing import trees_of

_VOLATILE = (exp.CurrentDate, exp.CurrentTimestamp, exp.CurrentTime, exp.CurrentDatetime, exp.Rand, exp.Uuid)
_TIED = (
    *(exp.RowNumber, exp.FirstValue, exp.LastValue, exp.Lag, exp.Lead, exp.ArrayAgg, exp.GroupConcat, exp.AnyValue),
    *(exp.First, exp.Last, exp.Limit, exp.ArgMax, exp.ArgMin),
)
"""What may take one row or another of several that are equal in its order."""
_VOLATILE_NAMES = frozenset(
    ("now", "random", "uuid", "gen_random_uuid", "today", "getdate", "nextval", "transaction_timestamp")
)
_REFUSED = (
    *("read_", "scan_", "parquet_", "duckdb_", "pragma_", "sniff_", "query", "glob", "getenv", "current_setting"),
    *("json_execute", "json_serialize_plan", "from_substrait", "get_substrait", "postgres_", "sqlite_", "mysql_"),
    *("iceberg_", "delta_", "st_read", "load_", "copy_", "write_", "which_secret", "system_", "test_", "icu_"),
)
"""Beginnings of functions that reach beyond the tables at hand. The engine refuses most of them once more."""
_OWN_ROWS = (exp.Unnest, exp.Values, exp.GenerateSeries, exp.GenerateDateArray, exp.Explode)
"""What may stand for a table beside the tables at hand: it makes its rows from its arguments."""
_MOST_NODES = 20_000


@dataclass(frozen=True, slots=True)
class Table:
    """Rows that are given."""

    name: str
    columns: tuple[tuple[str, str], ...]
    """Name and DuckDB type; an empty type is found from the values, as dbt does for seeds."""
    lines: tuple[tuple[str, ...], ...]
    """Values as text; an empty one is NULL."""


@dataclass(frozen=True, slots=True)
class Step:
    """A query that makes a table."""

    name: str
    sql: str
    """In DuckDB's dialect."""
    written: str
    """The text itself, where it is for DuckDB or for no engine that is told: it must be such as its parser takes."""
    reads: tuple[str, ...]
    snapshot: bool = False
    volatile: bool = False
    """Two runs of it differ by nature."""
    tied: bool = False
    """It may take one row or another of several that are equal."""


@dataclass(frozen=True, slots=True)
class Script:
    """One version of a project."""

    tables: tuple[Table, ...]
    steps: tuple[Step, ...]


class NotRunnable(Exception):  # noqa: N818 - an answer about a query, not a failure of Headgate
    """A query that is not run, with the reason."""


def step(name: str, text: str, dialect: str, known: Mapping[str, str], *, snapshot: bool = False) -> Step:
    """The query `text` as it is run; `known` maps the tables that it may name to those of the script.

    Raises:
        NotRunnable: it is more than one SELECT, is too large, is not known in full, or reaches beyond the tables.
    """
    if MARKER in text:
        raise NotRunnable("a part of it is not known")
    try:
        trees = trees_of(text, dialect or "duckdb")
    except (SqlglotError, RecursionError) as error:
        raise NotRunnable("it is not parsed") from error
    tree = trees[0] if len(trees) == 1 else None
    if not isinstance(tree, exp.Query):
        raise NotRunnable("it is not one SELECT")
    nodes = list(tree.walk())
    if len(nodes) > _MOST_NODES:
        raise NotRunnable("it is too large")
    named = {_function(node) for node in nodes if isinstance(node, exp.Func)}
    refused = sorted(name for name in named if name.startswith(_REFUSED))
    if refused:
        raise NotRunnable(f"{refused[0]} is not run")
    reads = tuple(dict.fromkeys(_redirect(tree, known)))
    try:
        sql = tree.sql(dialect="duckdb", comments=False)
    except (SqlglotError, ValueError, RecursionError) as error:
        raise NotRunnable("DuckDB has no words for it") from error
    volatile = any(isinstance(node, _VOLATILE) for node in nodes) or bool(named & _VOLATILE_NAMES)
    return Step(
        name,
        sql,
        text if dialect in SPEAKS else "",
        reads,
        snapshot,
        volatile,
        any(isinstance(node, _TIED) for node in nodes),
    )


def _function(node: exp.Func) -> str:
    return (node.name if isinstance(node, exp.Anonymous) else node.sql_name()).lower()


def _redirect(tree: exp.Query, known: Mapping[str, str]) -> Iterator[str]:
    """Name the script's tables instead of the project's."""
    queries = {cte.alias.lower() for cte in tree.find_all(exp.CTE)}
    for found in list(tree.find_all(exp.Table)):
        if not isinstance(found.this, exp.Identifier):
            if not isinstance(found.this, _OWN_ROWS):
                raise NotRunnable("it reads from a function or a file")
            continue
        parts = [part.name.lower() for part in found.parts]
        if len(parts) == 1 and parts[0] in queries:
            continue
        dotted = ".".join(parts[1:] if parts[0] == SHADOWED else parts)
        if dotted not in known:
            raise NotRunnable(f"nothing is known of {dotted}")
        alias = found.alias or parts[-1]
        for part in ("db", "catalog"):
            found.set(part, None)
        found.set("this", exp.to_identifier(known[dotted], quoted=True))
        if not found.args.get("alias"):
            found.set("alias", exp.TableAlias(this=exp.to_identifier(alias, quoted=True)))
        yield known[dotted]

"""Rule: A join that compares a text with a number."""

from __future__ import annotations

from collections.abc import Iterator

from sqlglot import exp
from sqlglot.errors import SqlglotError

from headgate.dataset import DatasetId
from headgate.facts.project import Project
from headgate.finding import Level, Proof
from headgate.rules.registry import Found, repository, rule

_REFUSING = frozenset({"bigquery", "postgres", "redshift", "duckdb", "trino", "presto", "athena", "clickhouse"})
"""Dialects that refuse to compare a text with a number; the others convert one of them and say nothing."""
_TABLES = "create table orders (id int, customer_id {type});\ncreate table customers (id varchar(20), name text);\n"
_JOIN = "select o.id, c.name\nfrom orders o\njoin customers c on {mine} = c.id\n"


@rule(
    level=Level.WARNING,
    proof=Proof.DERIVED,
    examples=(
        repository(
            {"tables.sql": _TABLES.format(type="int"), "q.sql": _JOIN.format(mine="o.customer_id")}, {"q.sql": (3,)}
        ),
        repository({"tables.sql": _TABLES.format(type="text"), "q.sql": _JOIN.format(mine="o.customer_id")}),
        repository({"tables.sql": _TABLES.format(type="int"), "q.sql": _JOIN.format(mine="o.customer_id::varchar")}),
        repository(
            {
                "tables.sql": _TABLES.format(type="int"),
                "q.sql": """
                    with o as (select id, cast(customer_id as varchar) as customer_id from orders)
                    select o.id, c.name from o join customers c on o.customer_id = c.id
                    """,
            }
        ),
    ),
)
def check(whole: Project) -> Iterator[Found]:
    """A join that compares a text with a number.

    ## Why it matters
    Some engines refuse it. The others turn the text into a number, row by row: '007' then meets 7, a text that is no
    number ends the query or meets nothing, large ids lose their last digits where a float is made of them, and no
    index or partition is used.

    ## Instead
    Give both columns one type where they are made, or cast one of them, so that the reader sees which.

    ## When it stays silent
    The type of one of the columns is not declared in the repository; one of them is cast or computed on the way; both
    are texts or both are numbers, of whatever size.

    ## Fix
    None: which of the types is right is not told.
    """
    for path, facts in whole.files.items():
        for statement in facts.statements:
            for risk in statement.grain.risks if statement.grain is not None else ():
                if risk.kind != "join-types":
                    continue
                (one, mine), (other, theirs) = risk.nulls.sources
                types = _type(whole, one, mine), _type(whole, other, theirs)
                if {_family(types[0]), _family(types[1])} == {"text", "number"}:
                    outcome = (
                        f"{statement.dialect} refuses that"
                        if statement.dialect in _REFUSING
                        else "one of them is converted row by row"
                    )
                    message = (
                        f"{risk.what} compares {one}.{mine}, declared {types[0]}, with {other}.{theirs}, declared "
                        f"{types[1]}: {outcome}."
                    )
                    yield Found(message, risk.line, risk.entity, path=path)


def _type(whole: Project, dataset: DatasetId, name: str) -> str:
    """The declared type of a column; empty where it is not declared, or in two ways."""
    node = whole.graph.nodes.get(dataset)
    declared = node.declarations if node is not None else ()
    told = {c.type.lower() for one in declared for c in one.columns if c.name.lower() == name and c.type}
    return told.pop() if len(told) == 1 else ""


def _family(text: str) -> str:
    try:
        kind = exp.DataType.build(text) if text else None
    except SqlglotError:
        return ""
    if kind is None:
        return ""
    if kind.is_type(*exp.DataType.TEXT_TYPES):
        return "text"
    return "number" if kind.is_type(*exp.DataType.NUMERIC_TYPES) else ""

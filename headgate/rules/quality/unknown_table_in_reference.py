"""Rule: A column of a table that is not in FROM."""

from __future__ import annotations

from collections.abc import Iterator

from sqlglot import exp

from headgate.facts.sql.expressions import shown
from headgate.facts.sql.scopes import Scope
from headgate.facts.sql.tree import SqlStatement
from headgate.finding import Level, Proof
from headgate.rules.registry import Found, fires, repository, rule, silent

STRUCTS = frozenset(
    (
        "bigquery",
        "clickhouse",
        "databricks",
        "duckdb",
        "hive",
        "redshift",
        "spark",
        "spark2",
        "presto",
        "trino",
    )
)
"""Dialects in which `a.b` may be field `b` of a column `a`."""
_BIGQUERY = "shop:\n  outputs:\n    dev:\n      type: bigquery\n  target: dev\n"
_COPIED = """
    select
        o.id,
        o.closed_at,
        row_number() over (partition by {alias}.id order by {alias}.closed_at desc) as rn
    from {{{{ ref('orders') }}}} as o
    """
_PSEUDO = frozenset(("new", "old", "excluded", "inserted", "deleted", "_metadata"))
_SEQUENCE = frozenset(("nextval", "currval"))


@rule(
    level=Level.ERROR,
    proof=Proof.DERIVED,
    examples=(
        fires("select o.id\nfrom orders o\nwhere customers.active\n", 3, path="q.sql"),
        fires("select o.id\nfrom orders o\nwhere orders.active\n", 3, path="q.sql"),
        silent(
            "select o.id\nfrom shop.orders o\nwhere exists (select 1 from lines where lines.id = o.id)\n", path="q.sql"
        ),
        silent("select orders.id\nfrom shop.orders\n", path="q.sql"),
        repository(
            {
                "dbt_project.yml": "name: shop\n",
                "profiles.yml": _BIGQUERY,
                "models/latest.sql": _COPIED.format(alias="p"),
            },
            {"models/latest.sql": (4,)},
        ),
        repository(
            {
                "dbt_project.yml": "name: shop\n",
                "profiles.yml": _BIGQUERY,
                "models/latest.sql": _COPIED.format(alias="o.payload"),
            },
        ),
        repository(
            {
                "dbt_project.yml": "name: shop\n",
                "profiles.yml": _BIGQUERY,
                "models/q.sql": """
                    select count(*) as n
                    from shop.targets as t
                    join shop.jobs as j on t.project = destination.project and t.name = destination.name
                    cross join unnest(j.labels) as label
                    where t.label = label.name and t.day = label.day
                    """,
            },
        ),
    ),
)
def check(statement: SqlStatement) -> Iterator[Found]:
    """A column of a table that is not in FROM.

    ## Why it matters
    The statement fails when it runs; often an alias was renamed in one place only.

    ## Instead
    Use the alias that FROM gives.

    ## When it stays silent
    The name may be a struct column (it is none where the same fields are read through an alias of FROM), a sequence
    or a row of a trigger, or FROM has a table function without alias. Where the dialect is not known, it is a note.

    ## Fix
    Correct the qualifier, or join the table.
    """
    if isinstance(statement.tree, exp.Create) and str(statement.tree.args.get("kind")).upper() not in ("TABLE", "VIEW"):
        return
    for scope in statement.scopes.all:
        if any(around.opaque for around in scope.outward()):
            continue
        told: set[str] = set()
        for column in scope.columns:
            name = column.table.lower()
            if not name or name in told or scope.resolve(column) is not None or _may_be_else(column, scope, statement):
                continue
            told.add(name)
            known = ", ".join(sorted(relation.name for relation in scope.relations if relation.name))
            message = (
                f"{shown(column)} names {column.table}, which FROM does not bring in (it has: {known or 'nothing'}): "
                "no such alias or reference."
            )
            yield Found(message, statement.line(column), name, level=_level(statement))


def _level(statement: SqlStatement) -> Level | None:
    if statement.dialect in STRUCTS:
        return Level.WARNING
    return None if statement.dialect else Level.NOTE


def _may_be_else(column: exp.Column, scope: Scope, statement: SqlStatement) -> bool:
    name = column.parts[0].name.lower()
    if column.name.lower() in _SEQUENCE or name == "_metadata" or not scope.relations:
        return True
    if not isinstance(scope.query, exp.Select) and name in _PSEUDO:
        return True
    return statement.dialect in STRUCTS and not _left_from_another_alias(name, scope)


def _left_from_another_alias(name: str, scope: Scope) -> bool:
    """Whether all that is read through `name` is also read through the alias of one relation of FROM.

    A struct column would have to hold fields called as the columns beside it, two of them at least.
    """
    fields = {column.name.lower() for column in scope.columns if column.table.lower() == name}
    if len(fields) < 2 or any(column.name.lower() == name for column in scope.columns):
        return False
    if any(_is_met(node, name) for node in scope.nodes if isinstance(node, exp.EQ)):
        return False
    aliases = {alias for relation in scope.relations for alias in relation.names}
    return any(
        fields <= {column.name.lower() for column in scope.columns if column.table.lower() == alias}
        for alias in aliases
    )


def _is_met(equality: exp.EQ, name: str) -> bool:
    """Whether a field read through `name` is compared with a column of the same name: two records are joined."""
    sides = (equality.this, equality.expression)
    columns = [side for side in sides if isinstance(side, exp.Column)]
    same = len(columns) == 2 and columns[0].name.lower() == columns[1].name.lower()
    return same and any(column.table.lower() == name for column in columns)

"""Rule: JOIN without ON or USING."""

from __future__ import annotations

from collections.abc import Iterator

from sqlglot import exp

from headgate.facts.sql.scopes import Relation, RelationKind, Scope
from headgate.facts.sql.tree import SqlStatement
from headgate.facts.sql.words import Words
from headgate.finding import Level, Proof
from headgate.rules.registry import Found, fires, rule, silent


@rule(
    level=Level.WARNING,
    proof=Proof.DERIVED,
    examples=(
        fires("select o.id, c.name\nfrom orders o\njoin customers c\n", 3, path="j.sql"),
        fires("select o.id, c.name\nfrom orders o\nleft join customers c\n", 3, path="j.sql"),
        silent("select o.id, c.name\nfrom orders o\ncross join customers c\n", path="j.sql"),
        silent("select o.id, c.name\nfrom orders o\njoin customers c using (customer_id)\n", path="j.sql"),
        silent("select o.id, c.name\nfrom orders o, customers c\nwhere o.c = c.id\n", path="j.sql"),
    ),
)
def check(statement: SqlStatement) -> Iterator[Found]:
    """JOIN without ON or USING.

    ## Why it matters
    Where it is accepted (MySQL, Spark, Hive), every row meets every row: counts and sums are multiplied by the
    size of the other table. Elsewhere the statement fails.

    ## Instead
    Write the condition, or CROSS JOIN where all pairs are meant.

    ## When it stays silent
    CROSS, NATURAL, POSITIONAL and ASOF joins, lateral joins and UNNEST, and joins whose condition stands in WHERE
    (see `quality/join-condition-in-where`).

    ## Fix
    Add ON with the keys of both sides.
    """
    for scope in statement.scopes.all:
        for relation in conditionless(scope, statement):
            if scope.query.args.get("where") is None:
                name = relation.name or "the joined relation"
                message = f"{name} is joined without a condition: every row meets every row of it."
                yield Found(message, statement.line(relation.node), relation.name)


def conditionless(scope: Scope, statement: SqlStatement) -> Iterator[Relation]:
    """Relations that a plain JOIN (not a comma) brings in without saying how."""
    words: Words | None = None
    for relation in scope.relations:
        join = relation.join
        if join is None or (relation.kind is RelationKind.OTHER and not _is_pair(relation.node)):
            continue
        if join.args.get("on") or join.args.get("using") or join.args.get("method"):
            continue
        if join.kind.upper() not in ("", "INNER", "OUTER") or isinstance(join.this, (exp.Lateral, exp.Unnest)):
            continue
        if relation.comma:
            words = words or Words(statement.text, statement.dialect)
            if words.joined_by_comma(join) is not False:
                continue
        yield relation


def _is_pair(node: exp.Expr) -> bool:
    return isinstance(node, exp.Subquery)

"""Rule: The text 'NULL' where NULL was meant."""

from __future__ import annotations

from collections.abc import Iterator

from sqlglot import exp

from headgate.facts.sql.expressions import bare
from headgate.facts.sql.tree import SqlStatement
from headgate.finding import Level, Proof
from headgate.rules.registry import Found, fires, rule, silent


@rule(
    level=Level.WARNING,
    proof=Proof.DERIVED,
    examples=(
        fires("select voter, 'NULL' as weight from votes\n", 1, path="q.sql"),
        fires("select voter, case when weight > 0 then weight else 'null' end as weight from votes\n", 1, path="q.sql"),
        silent("select voter, null as weight, coalesce(name, 'null') || '-' || id as k from votes\n", path="q.sql"),
        silent("select voter from votes where weight = 'NULL'\n", path="q.sql"),
    ),
)
def check(statement: SqlStatement) -> Iterator[Found]:
    """The text 'NULL' where NULL was meant.

    ## Why it matters
    `'NULL'` in quotes is a text of four letters. IS NULL does not find it, COUNT and COALESCE take it for a value, and
    in a UNION it makes the whole column a text.

    ## Instead
    NULL, with a cast where the type matters.

    ## When it stays silent
    The text is compared with, or is part of a larger text such as a hash key.

    ## Fix
    Take the quotes away.
    """
    for scope in statement.scopes.all:
        for item in scope.query.expressions if isinstance(scope.query, exp.Select) else []:
            if isinstance(item, exp.Alias) and any(_is_null_text(one) for one in _outcomes(bare(item.this))):
                message = f"{item.alias} gets the text 'NULL', which is no NULL: IS NULL and COALESCE do not see it."
                yield Found(message, statement.line(item), item.alias.lower())


def _outcomes(node: exp.Expr) -> list[exp.Expr]:
    """What an item can be: itself, or the outcomes of its CASE."""
    if not isinstance(node, exp.Case):
        return [node]
    default = node.args.get("default")
    return [branch.args["true"] for branch in node.args["ifs"]] + ([default] if default is not None else [])


def _is_null_text(node: exp.Expr) -> bool:
    node = bare(node)
    return isinstance(node, exp.Literal) and bool(node.is_string) and str(node.this).lower() == "null"

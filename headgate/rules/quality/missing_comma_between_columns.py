"""Rule: A column that became the alias of the one before it, since a comma is missing."""

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
        fires(
            """
            select
                school_district,
                state_senate
                census_tract,
                zip_code
            from places
            """,
            4,
            path="q.sql",
        ),
        silent("select\n    school_district,\n    state_senate census_tract\nfrom places\n", path="q.sql"),
        silent("select\n    a.state_senate\n        as census_tract,\n    zip_code\nfrom places a\n", path="q.sql"),
    ),
)
def check(statement: SqlStatement) -> Iterator[Found]:
    """A column that became the alias of the one before it, since a comma is missing.

    ## Why it matters
    Two names in a row are a column and its alias. The query runs: one column is lost, and the other one stands under
    the lost one's name, with the wrong values.

    ## Instead
    A comma at the end of the line.

    ## When it stays silent
    AS stands before the name, or both names stand on one line.

    ## Fix
    Put the comma.
    """
    lines = statement.text.split("\n")
    for scope in statement.scopes.all:
        for item in scope.query.expressions if isinstance(scope.query, exp.Select) else []:
            column = bare(item.this) if isinstance(item, exp.Alias) else None
            alias = item.args.get("alias") if isinstance(item, exp.Alias) else None
            if not isinstance(column, exp.Column) or not isinstance(alias, exp.Identifier):
                continue
            above = max((part.meta.get("line", 0) for part in column.parts), default=0)
            line = alias.meta.get("line", 0)
            if not above or line <= above or line > len(lines) or column.name.lower() == alias.name.lower():
                continue
            if lines[line - 1].split("--")[0].strip().rstrip(",").strip('`"').lower() != alias.name.lower():
                continue
            if not any("as" in text.split("--")[0].lower().split() for text in lines[above - 1 : line - 1]):
                message = (
                    f"{alias.name} is read as an alias of {column.name}, since no comma stands between them: "
                    f"{column.name} comes out under the wrong name, and {alias.name} itself is missing."
                )
                yield Found(message, statement.file_line(line), f"{column.name} {alias.name}".lower())

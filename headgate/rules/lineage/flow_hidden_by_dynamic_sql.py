"""A statement whose text is put together when it runs."""

from __future__ import annotations

from collections.abc import Iterator

from headgate.facts.sql.tree import SqlStatement
from headgate.finding import Level, Proof
from headgate.rules.registry import Found, fires, rule, silent


@rule(
    level=Level.NOTE,
    proof=Proof.DERIVED,
    examples=(
        fires(
            "declare day string;\nexecute immediate concat('insert into mart.daily select * from raw.', day);\n",
            2,
            path="load.sql",
        ),
        silent("execute immediate '''insert into mart.daily select * from raw.days''';\n", path="load.sql"),
    ),
)
def flow_hidden_by_dynamic_sql(statement: SqlStatement) -> Iterator[Found]:
    """A script runs a text that it puts together itself, so nobody can tell what the text reads and writes.

    ## Why it matters

    Lineage ends here: a column that goes upstream breaks the statement and no impact analysis names it, and the
    table that it fills looks as if nothing filled it.

    ## Instead

    A statement with parameters (`USING`, `?`, `:name`) where values differ; one statement for each table where
    tables differ and are few; a template that is rendered before it is deployed where they are many.

    ## When it stays silent

    Where the text is a literal: it is read like any other statement.

    ## Fix

    None is offered: what the text becomes is known when it runs.
    """
    if statement.facts.kind == "dynamic":
        yield Found(
            message="What this runs is put together when it runs: its reads and writes are in no lineage.",
            line=statement.facts.line,
            end_line=statement.facts.end_line,
            entity="dynamic SQL",
        )

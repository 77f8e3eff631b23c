"""An INSERT whose query gives more columns than its table has."""

from __future__ import annotations

from collections.abc import Iterator

from headgate.facts.project import Project
from headgate.finding import Level, Proof
from headgate.rules.lineage._inserts import positional_inserts
from headgate.rules.registry import Found, repository, rule

_TABLE = "create table mart.orders (id int, amount int);\n"


@rule(
    level=Level.ERROR,
    proof=Proof.DERIVED,
    examples=(
        repository(
            {"ddl.sql": _TABLE, "load.sql": "insert into mart.orders\nselect id, amount, day from raw.orders;\n"},
            {"load.sql": (1,)},
        ),
        repository({"ddl.sql": _TABLE, "load.sql": "insert into mart.orders select id, amount from raw.orders;\n"}),
        repository({"ddl.sql": _TABLE, "load.sql": "insert into mart.orders select * from raw.orders;\n"}),
    ),
)
def insert_of_more_columns(project: Project) -> Iterator[Found]:
    """An INSERT without a column list selects more columns than the table has.

    ## Why it matters

    Engines refuse the statement; it was right until a column was added to the query or taken from the table.

    ## Instead

    Name the columns, `insert into t (a, b) select a, b …`, and keep the table and its loads in one change.

    ## When it stays silent

    Where a star leaves the query's columns open, where the table is altered somewhere, so that its columns are not
    all known, and where the query gives fewer columns, which some engines fill with defaults.

    ## Fix

    None is offered: whether the column belongs into the table or out of the query, only the author knows.
    """
    for one in positional_inserts(project):
        if len(one.outputs) > len(one.columns):
            yield Found(
                message=f"This gives {len(one.outputs)} columns to `{one.table.id}`, which has {len(one.columns)} "
                f"({one.table.location}).",
                line=one.statement.line,
                entity=str(one.table.id),
                path=one.path,
                related=(one.table.location,) if one.table.location is not None else (),
            )

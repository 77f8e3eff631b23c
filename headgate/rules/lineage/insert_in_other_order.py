"""An INSERT by position whose query names the table's columns in another order."""

from __future__ import annotations

from collections.abc import Iterator

from headgate.facts.project import Project
from headgate.finding import Level, Proof
from headgate.rules.lineage._inserts import positional_inserts
from headgate.rules.registry import Found, repository, rule

_TABLE = "create table mart.orders (id int, net int, gross int);\n"


@rule(
    level=Level.WARNING,
    proof=Proof.DERIVED,
    examples=(
        repository(
            {"ddl.sql": _TABLE, "load.sql": "insert into mart.orders\nselect id, gross, net from raw.orders;\n"},
            {"load.sql": (1,)},
        ),
        repository({"ddl.sql": _TABLE, "load.sql": "insert into mart.orders select id, net, gross from raw.orders;\n"}),
        repository(
            {"ddl.sql": _TABLE, "load.sql": "insert into mart.orders (id, gross, net) select id, gross, net from r;\n"}
        ),
        repository({"ddl.sql": _TABLE, "load.sql": "insert into mart.orders select id, paid, net from raw.orders;\n"}),
    ),
)
def insert_in_other_order(project: Project) -> Iterator[Found]:
    """An INSERT without a column list selects just the table's columns, in another order.

    ## Why it matters

    Columns go by position: two of one type change places without an error, and the table is wrong from then on.

    ## Instead

    Name the columns, `insert into t (a, b) select a, b …`, or select them in the table's order.

    ## When it stays silent

    Where the names are not the same ones on both sides, where a star leaves them open, and where the table is
    altered somewhere, so that the order of its columns is not known.

    ## Fix

    None is offered: the table may be what is in the wrong order.
    """
    for one in positional_inserts(project):
        if sorted(one.outputs) != sorted(one.columns) or one.outputs == one.columns:
            continue
        given, name = next((a, b) for a, b in zip(one.outputs, one.columns, strict=True) if a != b)
        yield Found(
            message=f"`{given}` goes into column `{name}` of `{one.table.id}`: the columns are in another order than "
            f"in {one.table.location}.",
            line=one.statement.line,
            entity=str(one.table.id),
            path=one.path,
            related=(one.table.location,) if one.table.location is not None else (),
        )

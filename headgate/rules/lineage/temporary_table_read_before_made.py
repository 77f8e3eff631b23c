"""A script that reads its temporary table before it makes it."""

from __future__ import annotations

from collections.abc import Iterator

from headgate.facts.project import Project
from headgate.finding import Level, Proof
from headgate.location import Location
from headgate.rules.registry import Found, repository, rule

_MADE = "create temp table recent as\nselect * from raw.orders where day > '2024-01-01';\n"
_READ = "insert into mart.orders\nselect * from recent;\n"


@rule(
    level=Level.ERROR,
    proof=Proof.DERIVED,
    examples=(
        repository({"load.sql": _READ + _MADE}, {"load.sql": (2,)}),
        repository({"load.sql": _MADE + _READ}),
        repository({"load.sql": _READ + _MADE.replace("temp ", "")}),
    ),
)
def temporary_table_read_before_made(project: Project) -> Iterator[Found]:
    """A statement reads a temporary table that a later statement of the same file makes.

    ## Why it matters

    A temporary table lives in its session: there is nothing yet when the statement runs, so it fails, or finds a
    table of that name that was not meant.

    ## Instead

    Move the statement that makes the table in front of those that read it.

    ## When it stays silent

    Where the table is made before as well, where it is not a temporary one (an earlier run may have left it), and
    in the body of a function or procedure, whose statements are run when it is called.

    ## Fix

    None is offered: other statements may hang on the order.
    """
    for path, facts in project.files.items():
        made = {one.target: one.line for one in reversed(facts.statements) if one.temporary and one.target is not None}
        known = set()
        for one in facts.statements:
            for use in one.reads:
                at = made.get(use.dataset, 0)
                if at > use.line and use.dataset not in known:
                    known.add(use.dataset)
                    yield Found(
                        message=f"`{use.dataset.name}` is read here and made in line {at}, behind it.",
                        line=use.line,
                        entity=use.dataset.name,
                        path=path,
                        related=(Location(path, at),),
                    )
            if one.target is not None:
                known.add(one.target)

"""Two jobs replace the content of one dataset."""

from __future__ import annotations

from collections.abc import Iterator

from headgate.dataset import DatasetId
from headgate.facts.project import Project
from headgate.finding import Level, Proof
from headgate.location import Location
from headgate.rules.registry import Found, repository, rule

_REPLACING = frozenset({"create-table", "insert-overwrite"})
FIRST = "create or replace table mart.daily as select day, sum(x) as x from raw.a group by day;\n"
SECOND = "create or replace table mart.daily as select day, sum(x) as x from raw.b group by day;\n"


@rule(
    level=Level.WARNING,
    proof=Proof.DERIVED,
    examples=(
        repository({"a.sql": FIRST, "b.sql": SECOND}, {"b.sql": (1,)}),
        repository({"a.sql": FIRST, "b.sql": "insert into mart.daily select day, 0 as x from raw.gaps;\n"}),
        repository({"a.sql": FIRST, "b.sql": SECOND.replace("mart.daily", "mart.weekly")}),
    ),
)
def two_jobs_overwrite_one_dataset(project: Project) -> Iterator[Found]:
    """Two files build the same table from queries, each replacing what the other made.

    ## Why it matters

    Whoever runs last decides the content. Nothing fails; figures change with the order of runs.

    ## Instead

    One owner for each table; the other delivers to a table of its own, and one query unites the two.

    ## When it stays silent

    Where all but one only insert, where both stand in one file (a script may build a table in steps), and where
    the files are variants of each other in sibling folders, such as one for each environment or dialect.

    ## Fix

    None is offered: which of the two is right, only their owners know.
    """
    makers: dict[DatasetId, dict[str, int]] = {}
    for path, facts in project.files.items():
        for statement in facts.statements:
            replaces = statement.kind in _REPLACING and statement.query is not None and not statement.temporary
            if statement.target is not None and replaces and facts.dbt is None:
                makers.setdefault(statement.target, {}).setdefault(path, statement.line)
    for dataset, places in makers.items():
        (first, line), *others = sorted(places.items())
        for path, at in others:
            if path.rsplit("/", 1)[-1] == first.rsplit("/", 1)[-1]:
                continue
            yield Found(
                message=f"`{dataset}` is built here and in {first}: the one that runs last decides its content.",
                line=at,
                entity=str(dataset),
                path=path,
                related=(Location(first, line),),
            )

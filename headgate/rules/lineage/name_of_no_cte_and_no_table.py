"""A dbt query reads a name that neither a CTE nor any relation of the project has, and leaves a CTE unread."""

from __future__ import annotations

from collections.abc import Iterator

from headgate.dataset import DatasetId
from headgate.facts.project import Project
from headgate.facts.reading import FileFacts
from headgate.facts.sql.expressions import UNTOLD
from headgate.facts.sql.model import Query
from headgate.finding import Level, Proof
from headgate.rules.registry import Found, repository, rule

_PROJECT = "name: shop\n"
_MODEL = """\
with current_orders as (
    select id, rn from {{ ref('stg_orders') }}
)

select id
from current_payments
where rn = 1
"""
_STAGING = "select 1 as id, 1 as rn\n"


@rule(
    level=Level.WARNING,
    proof=Proof.DERIVED,
    examples=(
        repository(
            {"dbt_project.yml": _PROJECT, "models/orders.sql": _MODEL, "models/stg_orders.sql": _STAGING},
            {"models/orders.sql": (6,)},
        ),
        repository(
            {
                "dbt_project.yml": _PROJECT,
                "models/orders.sql": _MODEL.replace("current_payments", "current_orders"),
                "models/stg_orders.sql": _STAGING,
            }
        ),
        repository(
            {
                "dbt_project.yml": _PROJECT,
                "models/orders.sql": _MODEL.replace("from current_payments", "from current_orders, legacy_rates"),
                "models/stg_orders.sql": _STAGING,
            }
        ),
        repository(
            {
                "dbt_project.yml": _PROJECT,
                "models/orders.sql": _MODEL.replace("current_payments", "archive.current_payments"),
                "models/stg_orders.sql": _STAGING,
            }
        ),
        repository(
            {
                "dbt_project.yml": _PROJECT,
                "packages.yml": "packages:\n  - package: shops/payments\n    version: 1.0.0\n",
                "models/orders.sql": _MODEL.replace("current_payments", "{{ ref('payments_of_the_package') }}"),
                "models/stg_orders.sql": _STAGING,
            }
        ),
    ),
)
def check(project: Project) -> Iterator[Found]:
    """A dbt query reads a name that neither a CTE nor any relation of the project has, and leaves a CTE unread.

    ## Why it matters

    The CTE was renamed, or the text copied from a sibling, and the reference stayed behind. The warehouse looks for a
    table of that name: it refuses the query, or worse, finds an old one.

    ## Instead

    Read the CTE by the name that it has; read tables through `ref` and `source`.

    ## When it stays silent

    Where every CTE is read, so that the name may be meant as a table; where the name has a schema or comes from `ref`;
    where something in the repository makes or declares a table of that name.

    ## Fix

    None is offered: which CTE is meant is likely, not certain.
    """
    for path, facts in project.files.items():
        told = _referred(facts)
        for statement in facts.statements if facts.dbt is not None else ():
            if statement.query is None:
                continue
            unread = _unread(statement.query)
            for name, line in _bare_names(statement.query) if unread else ():
                if name.name in told or UNTOLD in name.name or not _unknown(project, name):
                    continue
                told.add(name.name)
                message = (
                    f"`{name.name}` is no CTE of this query and no relation of the project, while CTE "
                    f"`{unread[0]}` is never read: the reference is left from another name."
                )
                yield Found(message, line, name.name, path=path)


def _referred(facts: FileFacts) -> set[str]:
    """What the file names by `ref` or `source`, which is meant as it stands."""
    return {name.lower() for node in (facts.dbt.nodes if facts.dbt else ()) for name, _ in node.refs}


def _unknown(project: Project, name: DatasetId) -> bool:
    graph = project.graph
    node = graph.nodes.get(name)
    return name not in graph.writers and (node is None or not node.declarations)


def _within(query: Query) -> Iterator[Query]:
    """A query and all queries in it."""
    yield query
    inner = [body for _, body in query.ctes]
    inner += [source.query for source in query.sources if source.query is not None and not source.cte]
    inner += [nested.query for nested in query.queries]
    inner += [nested.query for output in query.outputs for nested in output.queries]
    for one in (*inner, *query.branches):
        yield from _within(one)


def _unread(query: Query) -> list[str]:
    read = {source.cte for one in _within(query) for source in one.sources if source.cte}
    return [name for one in _within(query) for name, _ in one.ctes if name not in read]


def _bare_names(query: Query) -> Iterator[tuple[DatasetId, int]]:
    for one in _within(query):
        for source in one.sources:
            if source.relation is not None and "." not in source.relation.name and not source.target:
                yield source.relation, source.line

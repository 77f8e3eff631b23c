"""Models that are made from each other."""

from __future__ import annotations

from collections.abc import Iterator

from headgate.evidence import Evidence, EvidenceKind
from headgate.facts.dbt.view import DbtModel, views
from headgate.facts.graph.components import components, successors
from headgate.facts.project import Project
from headgate.finding import Level, Proof
from headgate.location import Location
from headgate.rules.registry import Found, repository, rule

_PROJECT = "name: shop\n"


@rule(
    level=Level.ERROR,
    proof=Proof.DERIVED,
    examples=(
        repository(
            {
                "dbt_project.yml": _PROJECT,
                "models/a.sql": "select id\nfrom {{ ref('b') }}\n",
                "models/b.sql": "select id\nfrom {{ ref('c') }}\n",
                "models/c.sql": "select id\nfrom {{ ref('a') }}\n",
            },
            {"models/a.sql": (2,)},
        ),
        repository(
            {
                "dbt_project.yml": _PROJECT,
                "models/a.sql": "select id from {{ ref('b') }}\n",
                "models/b.sql": "select id from {{ this }}\n",
            }
        ),
    ),
)
def models_in_a_circle(project: Project) -> Iterator[Found]:
    """Models read from each other, so that none of them can be built first.

    ## Why it matters

    dbt refuses the whole project ("Found a cycle"), not these models alone.

    ## Instead

    Put what both need into a model of its own that both read. A model that needs its own earlier rows reads
    `{{ this }}` in an incremental run.

    ## When it stays silent

    Where a model reads itself by `{{ this }}`, and where one of the models is disabled.

    ## Fix

    None is offered: which of the references is the wrong one, only the models' authors know.
    """
    for view in views(project):
        models = {model.name: model for model in view.models if not model.disabled}
        edges = [(name, model.name) for model in models.values() for name, _ in model.node.refs if name in models]
        graph = successors(edges)
        for circle in sorted(map(sorted, components(graph))):
            if len(circle) > 1 or circle[0] in graph[circle[0]]:
                yield _found([models[name] for name in circle], edges)


def _found(circle: list[DbtModel], edges: list[tuple[str, str]]) -> Found:
    import networkx  # noqa: PLC0415 - slow to load, and circles are rare

    names = {model.name for model in circle}
    first = circle[0]
    line = next(line for name, line in first.node.refs if name in names)
    steps = [step[0] for step in networkx.find_cycle(networkx.DiGraph(edges).subgraph(names), first.name)]
    way = " → ".join((*steps, steps[0]))
    return Found(
        message=f"`{first.name}` is made from itself: {way}. dbt refuses the project.",
        line=line,
        entity=" ".join(sorted(names)),
        path=first.path,
        evidence=(Evidence(EvidenceKind.LINEAGE, way, Location(first.path, line)),),
        related=tuple(Location(model.path, 1) for model in circle[1:]),
    )

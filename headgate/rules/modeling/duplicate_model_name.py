"""Rule: Two models of one name."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from headgate.facts.dbt.view import DbtModel, DbtProjectView
from headgate.finding import Level, Proof
from headgate.location import Location
from headgate.rules.registry import Found, repository, rule


@rule(
    level=Level.ERROR,
    proof=Proof.DERIVED,
    examples=(
        repository(
            {
                "dbt_project.yml": "name: shop\n",
                "models/a/orders.sql": "select 1 as id\n",
                "models/b/orders.sql": "select 2 as id\n",
            },
            {"models/b/orders.sql": (1,)},
        ),
        repository(
            {
                "dbt_project.yml": "name: shop\n",
                "models/a/orders.sql": "{{ config(enabled=false) }}select 1 as id\n",
                "models/b/orders.sql": "select 2 as id\n",
            }
        ),
        repository(
            {
                "dbt_project.yml": "name: shop\nmodels:\n  shop:\n    a:\n      +enabled: \"{{ var('a', false) }}\"\n",
                "models/a/orders.sql": "select 1 as id\n",
                "models/b/orders.sql": "select 2 as id\n",
            }
        ),
    ),
)
def check(view: DbtProjectView) -> Iterator[Found]:
    """Two models of one name.

    ## Why it matters
    `ref` takes a name, not a path: dbt finds two nodes and refuses to compile the project.

    ## Instead
    Rename one, or disable it; a folder does not make a name different.

    ## When it stays silent
    One of them is disabled, or a template decides whether it is.

    ## Fix
    None: which one keeps the name is the team's choice.
    """
    by_name: defaultdict[str, list[DbtModel]] = defaultdict(list)
    for model in view.models:
        if model.setting("enabled") in (None, True):
            by_name[model.name].append(model)
    for name, models in by_name.items():
        first, *others = sorted(models, key=lambda model: model.path)
        for model in others:
            message = f"{model.path} and {first.path} both make {name}; dbt refuses to compile two nodes of one name."
            at = (Location(first.path, first.node.line),)
            yield Found(message, model.node.line, name, path=model.path, related=at)

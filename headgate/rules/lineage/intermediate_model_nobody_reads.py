"""A model that is made for other models and that none of them reads."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import PurePosixPath

from headgate.facts.dbt.view import DbtModel, views
from headgate.facts.project import Project
from headgate.finding import Level, Proof
from headgate.rules.registry import Found, repository, rule

_FOLDERS = frozenset(("staging", "intermediate", "base"))
_NAMES = ("stg_", "int_", "base_")
_READ = "select id from {{ ref('stg_orders') }}\n"


@rule(
    level=Level.NOTE,
    proof=Proof.DERIVED,
    examples=(
        repository(
            {
                "dbt_project.yml": "name: shop\n",
                "models/staging/stg_orders.sql": "select 1 as id\n",
                "models/staging/stg_old.sql": "select 2 as id\n",
                "models/marts/orders.sql": _READ,
            },
            {"models/staging/stg_old.sql": (1,)},
        ),
        repository(
            {
                "dbt_project.yml": "name: shop\n",
                "models/staging/stg_orders.sql": "select 1 as id\n",
                "models/marts/orders.sql": _READ,
                "models/marts/nobody.sql": "select 2 as id\n",
            }
        ),
    ),
)
def intermediate_model_nobody_reads(project: Project) -> Iterator[Found]:
    """A staging, intermediate or ephemeral model that no model, test, exposure or program reads.

    ## Why it matters

    It costs time in every run, and reviewers keep it working although nothing depends on it. An ephemeral one is
    not even built.

    ## Instead

    Remove it, or read it where it was meant to be read.

    ## When it stays silent

    For models of the last layer, which people read; where nothing of the project reads any model, so that the
    project is there for others; and where a package's models are read by name from outside this repository.

    ## Fix

    None is offered: whether somebody outside the repository reads it, only its owners know.
    """
    graph = project.graph
    for view in views(project):
        named = {name for model in view.models for name, _ in model.node.refs}
        named |= {name for entry in view.nodes for name, _ in entry.node.refs}
        if not named:
            continue
        for model in view.models:
            if model.name in named or model.disabled or not _for_others(model) or graph.readers.get(model.dataset):
                continue
            yield Found(
                message=f"Nothing reads `{model.name}`, which is made for other models.",
                line=model.node.line or 1,
                entity=model.name,
                path=model.path,
            )


def _for_others(model: DbtModel) -> bool:
    if model.node.kind != "model":
        return False
    if model.setting("materialized") == "ephemeral":
        return True
    parts = PurePosixPath(model.path).parts[:-1]
    return model.name.startswith(_NAMES) and not _FOLDERS.isdisjoint(parts)

"""Rule: A model that reads a source although a staging model cleans it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from headgate.facts.dbt.view import DbtModel, DbtProjectView
from headgate.finding import Level, Proof
from headgate.location import Location
from headgate.rules.registry import Found, repository, rule

_SOURCES = """
    sources:
      - name: raw
        tables:
          - name: orders
    """
_STAGING = "select id, lower(state) as state from {{ source('raw', 'orders') }}\n"


@rule(
    level=Level.NOTE,
    proof=Proof.DERIVED,
    examples=(
        repository(
            {
                "dbt_project.yml": "name: shop\n",
                "models/sources.yml": _SOURCES,
                "models/staging/stg_orders.sql": _STAGING,
                "models/marts/orders.sql": "select state\nfrom {{ source('raw', 'orders') }}\n",
            },
            {"models/marts/orders.sql": (2,)},
        ),
        repository(
            {
                "dbt_project.yml": "name: shop\n",
                "models/sources.yml": _SOURCES,
                "models/staging/stg_orders.sql": _STAGING,
                "models/staging/base_orders.sql": "select * from {{ source('raw', 'orders') }}\n",
                "models/marts/orders.sql": "select state from {{ ref('stg_orders') }}\n",
            }
        ),
    ),
)
def check(view: DbtProjectView) -> Iterator[Found]:
    """A model that reads a source although a staging model cleans it.

    ## Why it matters
    What the staging model puts right (names, types, duplicates, deleted rows) is wrong again here, and a change of the
    source has to be made good in two places.

    ## Instead
    Refer to the staging model.

    ## When it stays silent
    No model named `stg_` reads this source alone; the reading model is a staging or base model or a snapshot itself.

    ## Fix
    None: the columns may be called differently.
    """
    staged: defaultdict[str, list[DbtModel]] = defaultdict(list)
    for model in view.models:
        names = {name for name, _ in model.node.refs}
        if len(names) == 1 and model.name.startswith("stg_") and not model.disabled:
            staged[names.pop()].append(model)
    for model in view.models:
        if model.node.kind != "model" or _is_staging(model):
            continue
        for name, line in model.node.refs:
            if "." in name and len(staged.get(name, ())) == 1:
                staging = staged[name][0]
                message = f"{model.name} reads the source {name} directly, past {staging.name}, which cleans it."
                at = (Location(staging.path, staging.node.line),)
                yield Found(message, line, f"{model.name} -> {name}", path=model.path, related=at)


def _is_staging(model: DbtModel) -> bool:
    return model.name.startswith(("stg_", "base_", "src_")) or "/staging/" in model.path or "/base/" in model.path

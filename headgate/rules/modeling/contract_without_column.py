"""Rule: An enforced contract and a model that do not have the same columns."""

from __future__ import annotations

from collections.abc import Iterator

from headgate.facts.dbt.view import DbtModel, made_columns
from headgate.facts.project import Project
from headgate.finding import Level, Proof
from headgate.location import Location
from headgate.rules.registry import Found, repository, rule

_CONTRACT = """
    models:
      - name: orders
        config:
          contract:
            enforced: {enforced}
        columns:
          - name: order_id
            data_type: int
          - name: amount
            data_type: int
    """


@rule(
    level=Level.ERROR,
    proof=Proof.DERIVED,
    examples=(
        repository(
            {
                "dbt_project.yml": "name: shop\n",
                "models/orders.sql": "select 1 as order_id, 2 as total\n",
                "models/schema.yml": _CONTRACT.format(enforced="true"),
            },
            {"models/schema.yml": (2,)},
        ),
        repository(
            {
                "dbt_project.yml": "name: shop\n",
                "models/orders.sql": "select 1 as order_id, 2 as total\n",
                "models/schema.yml": _CONTRACT.format(enforced="false"),
            }
        ),
        repository(
            {
                "dbt_project.yml": "name: shop\n",
                "models/orders.sql": "select 1 as ORDER_ID, 2 as amount\n",
                "models/schema.yml": _CONTRACT.format(enforced="true"),
            }
        ),
    ),
)
def check(model: DbtModel, project: Project) -> Iterator[Found]:
    """An enforced contract and a model that do not have the same columns.

    ## Why it matters
    dbt compares both before it builds: the run of this model fails, and all models behind it are skipped.

    ## Instead
    Make the columns that the contract promises, or change the contract together with those who rely on it.

    ## When it stays silent
    The contract is not enforced; some column of the SQL is not known.

    ## Fix
    None: which side is right is not told.
    """
    contract = model.setting("contract")
    made = made_columns(model, project) if _enforced(contract) and not model.disabled else None
    for entry in model.entries if made is not None else ():
        promised = {column.name.lower() for column in entry.node.columns}
        if not promised or made is None:
            continue
        missing, added = sorted(promised - made), sorted(made - promised)
        if missing or added:
            parts = [f"the SQL does not make {', '.join(missing)}"] * bool(missing)
            parts += [f"the contract does not know {', '.join(added)}"] * bool(added)
            message = f"The contract of {model.name} is enforced, but {' and '.join(parts)}; dbt refuses to build it."
            at = (Location(model.path, model.node.line),)
            yield Found(message, entry.node.line, model.name, path=entry.path, related=at)


def _enforced(contract: object) -> bool:
    return isinstance(contract, dict) and contract.get("enforced") is True

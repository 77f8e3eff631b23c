"""Rule: A join that repeats rows of a model which is declared unique."""

from __future__ import annotations

from collections.abc import Iterator

from headgate.facts.dbt.view import DbtModel
from headgate.facts.project import Project
from headgate.finding import Level, Proof
from headgate.rules.quality._settings import listed
from headgate.rules.registry import Found, repository, rule

_PROJECT = "name: shop\n"
_PROPERTIES = """
    models:
      - name: orders
        columns:
          - name: order_id
            tests: [unique]
      - name: lines
        columns:
          - name: line_id
            tests: [unique]
      - name: wide
        columns:
          - name: order_id
            tests: [unique]
    """


@rule(
    level=Level.WARNING,
    proof=Proof.DERIVED,
    examples=(
        repository(
            {
                "dbt_project.yml": _PROJECT,
                "models/shop.yml": _PROPERTIES,
                "models/wide.sql": """
                    select o.order_id, o.total, l.product
                    from {{ ref('orders') }} o
                    left join {{ ref('lines') }} l on l.order_id = o.order_id
                    """,
            },
            {"models/wide.sql": (3,)},
        ),
        repository(
            {
                "dbt_project.yml": _PROJECT,
                "models/shop.yml": _PROPERTIES,
                "models/wide.sql": """
                    select o.order_id, o.total, l.product
                    from {{ ref('orders') }} o
                    left join {{ ref('lines') }} l on l.order_id = o.order_id
                    qualify row_number() over (partition by o.order_id order by l.line_id) = 1
                    """,
            },
        ),
        repository(
            {
                "dbt_project.yml": _PROJECT,
                "models/shop.yml": _PROPERTIES,
                "models/wide.sql": """
                    select l.line_id as order_id, o.total
                    from {{ ref('orders') }} o
                    left join {{ ref('lines') }} l on l.order_id = o.order_id
                    """,
            },
        ),
    ),
)
def check(model: DbtModel, whole: Project) -> Iterator[Found]:
    """A join that repeats rows of a model which is declared unique.

    ## Why it matters
    The joined relation has several rows for each value that the join compares. The model's own test or unique_key
    says that its key comes once: the test fails, the MERGE fails, or, where neither runs, sums downstream grow.

    ## Instead
    Bring the joined relation to the key of the join first: aggregate it, or keep one row.

    ## When it stays silent
    Nothing declares a key of the model; the key of the joined relation is not known, or lies within the join's
    columns, or may do so after a filter; the rows are reduced afterwards.

    ## Fix
    Aggregate or deduplicate before the join.
    """
    known = whole.known
    declared = [key.columns for key in known.keys(model.dataset) if key.declared]
    if model.setting("materialized") == "incremental" and (keys := listed(model.setting("unique_key"))):
        declared.append(frozenset(keys))
    for statement in model.statements[-1:] if declared else ():
        if statement.grain is None or any(known.is_unique_on(statement.grain.shape, key) for key in declared):
            continue
        for risk in statement.grain.risks:
            key = next((one for one in declared if risk.kind == "row-join" and not one & set(risk.outputs)), None)
            why = known.repeats(risk) if key is not None else ""
            if key is not None and why:
                message = (
                    f"{model.name} is declared unique on ({', '.join(sorted(key))}), but the join of {risk.relation} "
                    f"on {', '.join(risk.on)} gives several rows for each (fan-out): {why}."
                )
                yield Found(message, risk.line, f"{model.name} {risk.entity}", path=model.path)

"""Rule: A data test on a column that the model does not have."""

from __future__ import annotations

from collections.abc import Iterator

from headgate.facts.dbt.view import DbtModel
from headgate.facts.project import Project
from headgate.finding import Level, Proof
from headgate.location import Location
from headgate.rules.registry import Found, repository, rule

_TEST = """
    models:
      - name: orders
        columns:
          - name: {column}
            data_tests:
              - not_null
    """


@rule(
    level=Level.ERROR,
    proof=Proof.DERIVED,
    examples=(
        repository(
            {
                "dbt_project.yml": "name: shop\n",
                "models/orders.sql": "select 1 as order_id, 2 as amount\n",
                "models/schema.yml": _TEST.format(column="id"),
            },
            {"models/schema.yml": (6,)},
        ),
        repository(
            {
                "dbt_project.yml": "name: shop\n",
                "models/orders.sql": "select 1 as order_id, 2 as amount\n",
                "models/schema.yml": _TEST.format(column="ORDER_ID"),
            }
        ),
        repository(
            {
                "dbt_project.yml": "name: shop\n",
                "models/orders.sql": "select * from raw.orders\n",
                "models/schema.yml": _TEST.format(column="id"),
            }
        ),
    ),
)
def check(model: DbtModel, project: Project) -> Iterator[Found]:
    """A data test on a column that the model does not have.

    ## Why it matters
    The test does not fail, it breaks: the warehouse answers that there is no such column, and what the test was
    to guard is not looked at any more.

    ## Instead
    Test the column that the model makes, or make the one that is tested.

    ## When it stays silent
    Some column of the model is not known, as under a star over an undeclared table or an unknown macro.

    ## Fix
    None: whether the test or the model is wrong is not told.
    """
    node = project.graph.nodes.get(model.dataset)
    if node is None or not node.complete or not node.columns or model.disabled:
        return
    for entry in model.entries:
        for test in entry.node.tests:
            if test.column.isidentifier() and node.column(test.column) is None:
                known = ", ".join(column.name for column in node.columns[:8])
                message = f"{test.name} tests {model.name}.{test.column}, but the model makes only {known}"
                message += ", …" if len(node.columns) > 8 else "."
                at = (Location(model.path, model.node.line),)
                entity = f"{model.name}.{test.column} {test.name}"
                level = Level.WARNING if test.severity == "warn" else Level.ERROR
                yield Found(message, test.line, entity, path=entry.path, related=at, level=level)

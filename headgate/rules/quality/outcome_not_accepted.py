"""Rule: A CASE that gives a value which the column's own test does not accept."""

from __future__ import annotations

import json
from collections.abc import Iterator

from headgate.facts.dbt.view import DbtModel
from headgate.facts.project import Project
from headgate.finding import Level, Proof
from headgate.location import Location
from headgate.rules.registry import Found, repository, rule

_PROJECT = "name: shop\n"
_TEST = """
    models:
      - name: sized
        columns:
          - name: size
            tests:
              - accepted_values:
                  values: [large, small]
    """


@rule(
    level=Level.WARNING,
    proof=Proof.DERIVED,
    examples=(
        repository(
            {
                "dbt_project.yml": _PROJECT,
                "models/shop.yml": _TEST,
                "models/sized.sql": """
                    select id, case when total > 9 then 'large' when total > 5 then 'medium' else 'small' end as size
                    from orders
                    """,
            },
            {"models/shop.yml": (6,)},
        ),
        repository(
            {
                "dbt_project.yml": _PROJECT,
                "models/shop.yml": _TEST,
                "models/sized.sql": "select case when total > 9 then 'large' else 'small' end as size from orders\n",
            },
        ),
    ),
)
def check(model: DbtModel, whole: Project) -> Iterator[Found]:
    """A CASE that gives a value which the column's own test does not accept.

    ## Why it matters
    The accepted_values test fails as soon as a row takes the branch; or the branch is misspelt, and whoever filters by
    the accepted values loses its rows.

    ## Instead
    The same list in the query and in the test.

    ## When it stays silent
    The query may give values that the text does not tell; the test has a condition.

    ## Fix
    Add the value to the test, or correct it in the query.
    """
    for entry in model.entries:
        for test in entry.node.tests:
            arguments = dict(test.arguments)
            if test.name.rpartition(".")[2] != "accepted_values" or not test.column or "where" in arguments:
                continue
            listed = json.loads(arguments.get("values", "[]"))
            accepted = {str(one) for one in listed} if isinstance(listed, list) else set()
            given = whole.domains.of((model.dataset, test.column.lower()))
            extra = [value for value in given.values if value not in accepted]
            if accepted and given.closed and extra and "accepted_values" not in given.reason:
                message = (
                    f"{model.name}.{test.column} can be {extra[0]!r}, which its accepted_values test does not accept: "
                    f"{given.reason}."
                )
                related = (Location(model.path, model.node.line),)
                yield Found(message, test.line, f"{model.name}.{test.column}", path=entry.path, related=related)

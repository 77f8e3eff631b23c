"""Rule: A key that sets columns side by side with nothing between them."""

from __future__ import annotations

from collections.abc import Iterator

from headgate.design.review.subject import of_model
from headgate.design.review.surrogate import surrogates
from headgate.facts.dbt.view import DbtModel
from headgate.facts.project import Project
from headgate.finding import Level, Proof
from headgate.rules.registry import Found, repository, rule

_PROJECT = "name: shop\n"
_TESTED = """
    models:
      - name: a
        columns:
          - name: visit_key
            tests: [unique]
    """


@rule(
    level=Level.WARNING,
    proof=Proof.DERIVED,
    examples=(
        repository(
            {
                "dbt_project.yml": _PROJECT,
                "models/a.yml": _TESTED,
                "models/a.sql": (
                    "select\n    md5(cast(shop_id as text) || cast(user_id as text)) as visit_key\nfrom visits\n"
                ),
            },
            {"models/a.sql": (2,)},
        ),
        repository(
            {
                "dbt_project.yml": _PROJECT,
                "models/a.yml": _TESTED,
                "models/a.sql": "select concat(shop_id, user_id) as visit_key from visits\n",
            },
            {"models/a.sql": (1,)},
        ),
        repository(
            {
                "dbt_project.yml": _PROJECT,
                "models/a.yml": _TESTED,
                "models/a.sql": "select md5(shop_id || '-' || user_id) as visit_key from visits\n",
            }
        ),
        repository(
            {
                "dbt_project.yml": _PROJECT,
                "models/a.yml": _TESTED,
                "models/a.sql": "select md5(concat(shop_id, cast(seen_on as date))) as visit_key from visits\n",
            }
        ),
        repository(
            {
                "dbt_project.yml": _PROJECT,
                "models/a.sql": "select first_name || last_name as whole_name from people\n",
            }
        ),
    ),
)
def check(model: DbtModel, whole: Project) -> Iterator[Found]:
    """A key that sets columns side by side with nothing between them.

    ## Why it matters
    (1, 23) and (12, 3) both give 123, and so one key for two things. The unique test fails on the day on which the
    two first meet, or rows are joined to the wrong member for good.

    ## Instead
    Put a separator that no part holds between the parts, and a marker for NULL in the place of each, as
    dbt_utils.generate_surrogate_key does.

    ## When it stays silent
    Something stands between the parts, or one of two neighbours has a fixed width (a date, a hash, padded text); the
    column is no key: neither tested to be unique nor called for a surrogate key.

    ## Fix
    Add a separator between the parts.
    """
    if not any("||" in one.text or "concat" in one.text.lower() for one in model.statements):
        return
    for key in surrogates(of_model(model, whole)):
        if key.run_together:
            message = (
                f"{model.name}.{key.column} sets columns side by side with nothing between them: "
                "(1, 23) and (12, 3) get one key."
            )
            yield Found(message, key.line or model.node.line, f"{model.name}.{key.column}", path=model.path)

"""Rule: A change that takes away the test of a key."""

from __future__ import annotations

from collections.abc import Iterator

from headgate.facts.dbt.model import DbtTest
from headgate.facts.dbt.view import DbtModel, models_of
from headgate.finding import Level, Proof
from headgate.impact.comparison import Comparison
from headgate.rules.registry import Found, repository, rule

_PROJECT = "name: shop\n"
_TESTED = """
    models:
      - name: orders
        columns:
          - name: id
            tests:
              - unique
              - not_null
    """
_UNTESTED = """
    models:
      - name: orders
        columns:
          - name: id
            tests:
              - not_null
    """
_KEYS = ("unique", "unique_combination_of_columns", "expect_compound_columns_to_be_unique", "relationships", "not_null")


@rule(
    level=Level.NOTE,
    proof=Proof.DERIVED,
    examples=(
        repository(
            {"dbt_project.yml": _PROJECT, "models/orders.sql": "select 1 as id\n", "models/orders.yml": _UNTESTED},
            {"models/orders.sql": (1,)},
            base={"dbt_project.yml": _PROJECT, "models/orders.sql": "select 1 as id\n", "models/orders.yml": _TESTED},
        ),
        repository(
            {"dbt_project.yml": _PROJECT, "models/orders.sql": "select 1 as id\n", "models/orders.yml": _TESTED},
            base={"dbt_project.yml": _PROJECT, "models/orders.sql": "select 1 as id\n", "models/orders.yml": _UNTESTED},
        ),
    ),
)
def check(comparison: Comparison) -> Iterator[Found]:
    """A change that takes away the test of a key.

    ## Why it matters
    The test may have failed for a reason. Once it is gone, or only warns, duplicates and orphans pass to all who read
    the model, and nobody is told.

    ## Instead
    Mend the model, or say in the change why the key no longer is one.

    ## When it stays silent
    The model or its column is gone, or the test moved to another file. A warning where the query changes as well and
    uniqueness was tested; else a note.

    ## Fix
    Restore the test.
    """
    before = {model.name: model for model in models_of(comparison.base)}
    for model in models_of(comparison.head):
        old = before.get(model.name)
        if old is None:
            continue
        for test in old.tests:
            lost = _lost(test, model)
            if lost:
                kind = test.name.rpartition(".")[2]
                changed = [s.text for s in model.statements] != [s.text for s in old.statements]
                what = f"{kind} of {model.name}.{test.column}" if test.column else f"{kind} of {model.name}"
                level = Level.WARNING if changed and kind.startswith("unique") else Level.NOTE
                yield Found(
                    f"The change {lost} the test {what}: keys of it are no longer held.",
                    model.node.line,
                    f"{model.name} {test.column} {kind}",
                    path=model.path,
                    level=level,
                )


def _lost(test: DbtTest, model: DbtModel) -> str:
    """What became of a key's test on the head; empty where it still holds."""
    kind = test.name.rpartition(".")[2]
    if kind not in _KEYS or "where" in dict(test.arguments):
        return ""
    if test.column and model.columns and test.column.lower() not in {column.name for column in model.columns}:
        return ""
    same = [t for t in model.tests if t.name.rpartition(".")[2] == kind and t.column.lower() == test.column.lower()]
    if not same:
        return "removes"
    if test.severity != "warn" and all(one.severity == "warn" for one in same):
        return "lowers to a warning"
    return "narrows by a condition" if all("where" in dict(one.arguments) for one in same) else ""

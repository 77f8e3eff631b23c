"""A properties file documents a column under a name that differs slightly from the one that the model makes."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import get_close_matches

from headgate.dataset import Column
from headgate.facts.dbt.view import DbtModel, made_columns
from headgate.facts.project import Project
from headgate.finding import Level, Proof
from headgate.location import Location
from headgate.rules.registry import Found, repository, rule

_NEAR = 0.75
"""Likeness from which two names are held to be meant as one."""
_ENTRY = """
    models:
      - name: usage
        columns:
          - name: server_id
          - name: {column}
    """
_SQL = "select\n    1 as server_id,\n    2 as count_playbooks_events\n"


@rule(
    level=Level.WARNING,
    proof=Proof.DERIVED,
    examples=(
        repository(
            {
                "dbt_project.yml": "name: shop\n",
                "models/usage.sql": _SQL,
                "models/usage.yml": _ENTRY.format(column="count_playbook_events"),
            },
            {"models/usage.yml": (5,)},
        ),
        repository(
            {
                "dbt_project.yml": "name: shop\n",
                "models/usage.sql": _SQL,
                "models/usage.yml": _ENTRY.format(column="COUNT_PLAYBOOKS_EVENTS"),
            }
        ),
        repository(
            {
                "dbt_project.yml": "name: shop\n",
                "models/usage.sql": _SQL,
                "models/usage.yml": _ENTRY.format(column="region"),
            }
        ),
        repository(
            {
                "dbt_project.yml": "name: shop\n",
                "models/usage.sql": _SQL.replace("1 as", "*, 1 as") + "from raw.usage\n",
                "models/usage.yml": _ENTRY.format(column="count_playbook_events"),
            }
        ),
    ),
)
def check(model: DbtModel, project: Project) -> Iterator[Found]:
    """A properties file documents a column under a name that differs slightly from the one that the model makes.

    ## Why it matters

    One of the two was renamed or misspelt. Dashboards and readers that are written from the documentation name a column
    that does not exist; the one that does has no description and no tests.

    ## Instead

    Bring the SQL and the properties file to the same name.

    ## When it stays silent

    Where some column of the model is not known, where no undocumented column has a similar name, and where a data test
    stands on the column, which another rule tells.

    ## Fix

    None is offered: which of the two names is right is not told.
    """
    made = made_columns(model, project) if not model.disabled else None
    if not made or model.node.kind != "model":
        return
    documented = {column.name.lower() for column in model.columns}
    tested = {test.column.lower() for test in model.tests}
    free = sorted(made - documented)
    for entry in model.entries:
        for column in entry.node.columns:
            name = column.name.lower()
            if name in made or name in tested or not name.isidentifier():
                continue
            near = get_close_matches(name, free, 1, _NEAR)
            if near:
                yield _found(model, entry.path, column, near[0])


def _found(model: DbtModel, path: str, column: Column, near: str) -> Found:
    message = (
        f"The documented columns of {model.name} differ from what its SQL makes: {column.name} does not exist, "
        f"and {near} is not documented; one of the two was renamed or misspelt."
    )
    outputs = [output for one in model.statements if one.query is not None for output in one.query.outputs]
    lines = [output.line for output in outputs if output.name.lower() == near and output.line]
    related = tuple(Location(model.path, line) for line in lines[:1])
    return Found(message, column.line or 1, f"{model.name}.{column.name}", path=path, related=related)

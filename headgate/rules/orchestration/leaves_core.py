"""A name is used that moves from the core to the standard provider."""

from __future__ import annotations

from collections.abc import Iterator

from headgate.facts.airflow.module import AirflowModule
from headgate.finding import Level, Proof
from headgate.rules.orchestration._airflow3 import changes, entry, instead, uses
from headgate.rules.registry import Found, fires, rule, silent


@rule(
    level=Level.NOTE,
    proof=Proof.DERIVED,
    examples=(
        fires(
            """
            from airflow.operators.bash import BashOperator

            BashOperator(task_id="a", bash_command="true")
            """,
            3,
            path="dags/orders.py",
        ),
        silent(
            """
            from airflow.providers.standard.operators.bash import BashOperator

            BashOperator(task_id="a", bash_command="true")
            """,
            path="dags/orders.py",
        ),
    ),
)
def leaves_core(module: AirflowModule) -> Iterator[Found]:
    """A name is used that moves from the core to the standard provider.

    ## Why it matters
    Airflow 3 still forwards the import, with a warning; a later version will not.

    ## Instead
    Import it from `airflow.providers.standard`, which works with Airflow 2 as well once the provider is
    installed.

    ## When it stays silent
    Where the import stands in a `try` with another to fall back upon, and where the name is not used.

    ## Fix
    None: an import may serve other versions of Airflow as well.
    """
    for use in uses(module):
        found = entry(changes().leaving, use.dotted)
        if found is not None and entry(changes().removed, use.dotted) is None:
            yield Found(
                f"`{use.dotted}` has moved to the standard provider{instead(found[1])}.", use.node.lineno, use.dotted
            )

"""A name is used that Airflow 3 has in a provider only."""

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
            from airflow.hooks.postgres_hook import PostgresHook

            hook = PostgresHook()
            """,
            3,
            path="dags/orders.py",
        ),
        silent(
            """
            try:
                from airflow.providers.postgres.hooks.postgres import PostgresHook
            except ImportError:
                from airflow.hooks.postgres_hook import PostgresHook

            hook = PostgresHook()
            """,
            path="dags/orders.py",
        ),
        silent(
            """
            from airflow.providers.postgres.hooks.postgres import PostgresHook

            hook = PostgresHook()
            """,
            path="dags/orders.py",
        ),
    ),
)
def moved_to_provider(module: AirflowModule) -> Iterator[Found]:
    """A name is used that Airflow 3 has in a provider only.

    ## Why it matters
    Airflow 2 kept the old modules as shims and warned; Airflow 3 has removed them, and the import fails with
    the whole file.

    ## Instead
    Import it from the provider, which works with Airflow 2 as well.

    ## When it stays silent
    Where the import stands in a `try` with another to fall back upon, and where the name is not used.

    ## Fix
    None: an import may serve other versions of Airflow as well.
    """
    for use in uses(module):
        found = entry(changes().moved, use.dotted)
        if found is not None:
            yield Found(f"`{use.dotted}` is gone in Airflow 3{instead(found[1])}.", use.node.lineno, use.dotted)

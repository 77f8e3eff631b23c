"""A name is used that Airflow 3 has under another one."""

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
            from airflow.datasets import Dataset

            orders = Dataset("s3://lake/orders")
            """,
            3,
            path="dags/orders.py",
        ),
        silent(
            """
            from airflow.sdk import Asset

            orders = Asset("s3://lake/orders")
            """,
            path="dags/orders.py",
        ),
        silent(
            """
            try:
                from airflow.sdk import Asset
            except ImportError:
                from airflow.datasets import Dataset as Asset

            orders = Asset("s3://lake/orders")
            """,
            path="dags/orders.py",
        ),
    ),
)
def renamed_in_airflow_3(module: AirflowModule) -> Iterator[Found]:
    """A name is used that Airflow 3 has under another one.

    ## Why it matters
    Airflow 3 still forwards the name, with a warning; a later version will not.

    ## Instead
    Import it from `airflow.sdk`, once all deployments run Airflow 3.

    ## When it stays silent
    Where the import stands in a `try` with another to fall back upon, and where the name is not used.

    ## Fix
    None: an import may serve other versions of Airflow as well.
    """
    for use in uses(module):
        found = entry(changes().renamed, use.dotted)
        if found is not None and entry(changes().removed, use.dotted) is None:
            yield Found(f"`{use.dotted}` is renamed in Airflow 3{instead(found[1])}.", use.node.lineno, use.dotted)

"""Two files make DAGs with one id."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import PurePosixPath

from headgate.facts.airflow.model import Dag
from headgate.facts.project import Project
from headgate.finding import Level, Proof
from headgate.location import Location
from headgate.rules.registry import Found, repository, rule

_ONE = """
    from airflow import DAG

    dag = DAG("orders", schedule="@daily")
"""


@rule(
    level=Level.WARNING,
    proof=Proof.DERIVED,
    examples=(
        repository({"dags/orders.py": _ONE, "dags/orders_copy.py": _ONE}, {"dags/orders_copy.py": (3,)}),
        repository({"dags/orders.py": _ONE, "dags/users.py": _ONE.replace("orders", "users")}),
        repository({"dags/orders.py": _ONE, "tests/test_orders.py": _ONE}),
    ),
)
def dag_id_taken(project: Project) -> Iterator[Found]:
    """Two DAGs of one folder tree have the same id.

    ## Why it matters
    Airflow keeps one of them, whichever it parsed last: the other never runs, and the two take turns in the
    scheduler's eyes.

    ## Instead
    Give each DAG an id of its own.

    ## When it stays silent
    For ids that depend on run time, for tests and examples, and for DAGs below different `dags` folders, which may
    be different deployments.

    ## Fix
    None: which of the two keeps the name is the author's choice.
    """
    first: dict[tuple[str, str], tuple[str, Dag]] = {}
    for path, dag in project.dags():
        if not _literal(dag) or _aside(path):
            continue
        known, other = first.setdefault((_home(path), dag.id), (path, dag))
        if other is not dag:
            where = f"line {other.line}" if known == path else known
            yield Found(
                f"DAG id `{dag.id}` is taken already, in {where}; Airflow keeps one of the two.",
                dag.line,
                dag.id,
                path=path,
                related=(Location(known, other.line),),
            )


def _literal(dag: Dag) -> bool:
    return ("dag_id", repr(dag.id)) in dag.arguments


def _home(path: str) -> str:
    """The folder of DAGs that the file belongs to."""
    parts = PurePosixPath(path).parts
    return "/".join(parts[: parts.index("dags") + 1]) if "dags" in parts else ""


def _aside(path: str) -> bool:
    return any(part.startswith(("test", "example")) for part in PurePosixPath(path).parts)

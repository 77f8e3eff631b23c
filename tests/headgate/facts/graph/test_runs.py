"""Which jobs of the repository a task starts."""

from __future__ import annotations

import pytest

from headgate.dataset import EXPOSURE, DatasetId, table
from headgate.facts.airflow.model import Dag, Task
from headgate.facts.graph.runs import runs_of
from headgate.facts.reading import FileFacts
from headgate.lineage import DatasetUse, Job, JobKind
from headgate.location import Location


def program(path: str, kind: JobKind = JobKind.SPARK, reads: str = "", writes: str = "") -> Job:
    name = f"model.{writes}" if kind is JobKind.DBT else path
    read, written = ((DatasetUse(table(one), 1),) if one else () for one in (reads, writes))
    return Job(name, kind, Location(path), read, written)


MODELS = (
    program("dbt/models/a.sql", JobKind.DBT, "raw", "a"),
    program("dbt/models/marts/b.sql", JobKind.DBT, "a", "b"),
    program("dbt/models/marts/c.sql", JobKind.DBT, "b", "c"),
)


def started(run: str, *jobs: Job, arguments: tuple[tuple[str, str], ...] = ()) -> list[str]:
    task = Job("dag.task", JobKind.AIRFLOW, Location("dags/dag.py"), runs=(run,))
    dag = Dag("dag", 1, tasks=(Task("task", "Operator", 1, arguments=arguments),))
    found = runs_of((task, *jobs), {"dags/dag.py": FileFacts("dags/dag.py", dags=(dag,))})
    return [job.location.path for _, made in found for job in made]


@pytest.mark.parametrize(
    "run", ["jobs/land.py", "/opt/airflow/spark/jobs/land.py", "s3://code/spark/jobs/land.py", "land.py"]
)
def test_a_program_is_found_by_the_end_of_its_path(run: str) -> None:
    assert started(run, program("spark/jobs/land.py"), program("spark/old/other.py")) == ["spark/jobs/land.py"]


def test_of_several_that_it_could_be_none_is_taken() -> None:
    assert started("main.py", program("a/main.py"), program("b/main.py")) == []
    assert started("x/b/main.py", program("a/main.py"), program("b/main.py")) == ["b/main.py"]


def test_a_name_that_only_ends_alike_is_another_program() -> None:
    assert started("land.py", program("spark/island.py")) == []


def test_a_jar_is_found_by_its_main_class() -> None:
    jobs = program("src/main/scala/shop/Segments.scala"), program("src/main/scala/shop/Other.scala")
    assert started("target/x.jar", *jobs, arguments=(("java_class", "'shop.Segments'"),)) == [jobs[0].location.path]
    assert started("target/x.jar", *jobs) == []
    assert started("target/x.jar", *jobs, arguments=(("java_class", "MAIN"),)) == []


@pytest.mark.parametrize(
    ("command", "models"),
    [
        ("dbt build", "abc"),
        ("dbt run --select b", "b"),
        ("dbt run --select b+", "bc"),
        ("dbt run --select +b", "ba"),
        ("dbt run --select marts", "bc"),
        ("dbt run --select path:models/marts", "bc"),
        ("dbt run --select tag:nightly", ""),
        ("dbt test", ""),
    ],
)
def test_dbt_builds_all_or_what_is_selected(command: str, models: str) -> None:
    assert [path[-5] for path in started(command, *MODELS)] == list(models)


def test_models_made_from_each_other_end() -> None:
    loop = program("m/x.sql", JobKind.DBT, "y", "x"), program("m/y.sql", JobKind.DBT, "x", "y")
    assert sorted(started("dbt run --select +x+", *loop)) == ["m/x.sql", "m/y.sql"]


def test_exposures_are_not_built() -> None:
    board = Job("exposure.board", JobKind.DBT, Location("e.yml"), writes=(DatasetUse(DatasetId(EXPOSURE, "board"), 1),))
    assert started("dbt build", board) == []

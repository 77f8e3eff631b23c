"""What is understood of DAG files without running them."""

from __future__ import annotations

import textwrap

from headgate.facts.airflow.model import Dag
from headgate.facts.airflow.read import read_airflow
from headgate.facts.reading import FileFacts, SourceFile
from headgate.source.kinds import Kind

HEAD = """
from datetime import datetime, timedelta
from airflow import DAG
from airflow.decorators import dag, task, task_group
from airflow.models.baseoperator import chain, cross_downstream
from airflow.operators.bash import BashOperator
from airflow.operators.python import PythonOperator
from airflow.sensors.external_task import ExternalTaskMarker, ExternalTaskSensor
from airflow.utils.task_group import TaskGroup
"""


def facts_of(code: str) -> FileFacts:
    file = SourceFile("dags/x.py", HEAD + textwrap.dedent(code), frozenset({Kind.AIRFLOW}))
    return read_airflow(file).facts


def dag_of(code: str) -> Dag:
    (found,) = facts_of(code).dags
    return found


def wires(found: Dag) -> dict[str, tuple[str, ...]]:
    return {task.id: task.upstream for task in found.tasks}


def test_shifts_chain_and_lists_wire_tasks() -> None:
    found = dag_of(
        """
        with DAG("d", schedule="@daily") as d:
            a, b, c, e, f = [BashOperator(task_id=x, bash_command="true") for x in "a b c e f".split()]
            a >> [b, c] >> e
            f << e
            chain([b, c], [e, f])
        """
    )
    assert wires(found) == {"a": (), "b": ("a",), "c": ("a",), "e": ("b", "c"), "f": ("e", "c")}


def test_taskflow_arguments_are_dependencies_and_repeated_calls_get_numbers() -> None:
    found = dag_of(
        """
        @task
        def extract(): ...

        @task
        def load(x): ...

        @dag(schedule="@daily", start_date=datetime(2024, 1, 1))
        def orders():
            one = extract()
            load(one)
            load(x=extract())

        orders()
        """
    )
    assert found.id == "orders"
    assert wires(found) == {"extract": (), "load": ("extract",), "extract__1": (), "load__1": ("extract__1",)}


def test_mapped_tasks_count_once_and_wait_for_what_they_map_over() -> None:
    found = dag_of(
        """
        @task
        def names(): ...

        @task
        def load(x, day): ...

        with DAG("d", schedule=None):
            load.partial(day=1).expand(x=names())
            BashOperator.partial(task_id="each").expand(bash_command=names())
        """
    )
    assert wires(found) == {"names": (), "load": ("names",), "names__1": (), "each": ("names__1",)}


def test_groups_prefix_ids_and_are_wired_by_their_ends() -> None:
    found = dag_of(
        """
        with DAG("d", schedule="@daily"):
            start = BashOperator(task_id="start", bash_command="true")
            with TaskGroup("g") as g:
                a = BashOperator(task_id="a", bash_command="true")
                b = BashOperator(task_id="b", bash_command="true")
                a >> b
            start >> g >> BashOperator(task_id="end", bash_command="true")
        """
    )
    assert wires(found) == {"start": (), "g.a": ("start",), "g.b": ("g.a",), "end": ("g.b",)}


def test_loops_over_literals_are_unrolled_and_local_functions_entered() -> None:
    found = dag_of(
        """
        TABLES = {"orders": ["id"], "users": ["id", "day"]}

        def load(name, keys, **rest):
            return BashOperator(task_id=f"load_{name}", bash_command=f"python jobs/{name}.py {','.join(keys)}", **rest)

        with DAG("d", schedule="@daily"):
            done = BashOperator(task_id="done", bash_command="true")
            for name, keys in TABLES.items():
                load(name, keys, retries=2) >> done
        """
    )
    assert wires(found) == {"done": ("load_orders", "load_users"), "load_orders": (), "load_users": ()}
    assert found.tasks[1].runs == ("jobs/orders.py",)
    assert ("retries", "2") in found.tasks[1].arguments
    assert found.complete


def test_a_loop_over_run_time_values_is_a_gap() -> None:
    facts = facts_of(
        """
        import os
        with DAG("d", schedule="@daily"):
            for name in os.listdir("/data"):
                BashOperator(task_id=f"load_{name}", bash_command="true")
        """
    )
    assert [gap.what for gap in facts.gaps] == ["DAG d"]
    assert not facts.dags[0].complete


def test_a_function_of_another_file_that_gets_the_dag_leaves_it_incomplete() -> None:
    found = dag_of(
        """
        from common.factory import add_tasks
        d = DAG("d", schedule="@daily")
        add_tasks(dag=d)
        """
    )
    assert not found.complete


def test_sensors_name_what_they_wait_for() -> None:
    found = dag_of(
        """
        with DAG("d", schedule="0 5 * * *"):
            ExternalTaskSensor(
                task_id="w", external_dag_id="other", external_task_ids=["x", "y"], execution_delta=timedelta(hours=2)
            )
            ExternalTaskMarker(task_id="m", external_dag_id="other", external_task_id="z")
        """
    )
    assert found.tasks[0].waits_for == (("other", "x"), ("other", "y"))
    assert found.tasks[1].waits_for == ()
    assert ("execution_delta", "timedelta(seconds=7200)") in found.tasks[0].arguments


def test_programs_are_found_in_commands() -> None:
    facts = facts_of(
        """
        from airflow.providers.apache.spark.operators.spark_submit import SparkSubmitOperator
        from jobs import loading

        with DAG("d", schedule="@daily"):
            BashOperator(task_id="a", bash_command="cd x && spark-submit --master yarn jobs/orders.py --day {{ ds }}")
            BashOperator(task_id="b", bash_command="dbt run --project-dir w --select staging.orders+ --target prod")
            SparkSubmitOperator(task_id="c", application="jobs/users.py")
            PythonOperator(task_id="d", python_callable=loading.main)
        """
    )
    assert {job.name: job.runs for job in facts.jobs} == {
        "d.a": ("jobs/orders.py",),
        "d.b": ("dbt run --select staging.orders+",),
        "d.c": ("jobs/users.py",),
        "d.d": ("jobs.loading.main",),
    }


def test_broken_and_bottomless_files_are_gaps() -> None:
    broken = read_airflow(SourceFile("d.py", "import airflow\ndef (", frozenset({Kind.AIRFLOW})))
    assert broken.facts.gaps
    deep = read_airflow(SourceFile("d.py", "import airflow\nx = " + "(" * 5000 + ")" * 5000, frozenset({Kind.AIRFLOW})))
    assert deep.facts.gaps
    endless = facts_of("x = list(range(20))\n" + "".join(f"y{i} = [a for a in x for b in x]\n" for i in range(400)))
    assert endless.gaps


def test_recursive_functions_end() -> None:
    found = dag_of(
        """
        def again(n):
            return again(n - 1)

        with DAG("d", schedule="@daily"):
            again(3)
        """
    )
    assert found.tasks == ()


def test_a_return_outside_functions_ends_the_file_and_not_the_review() -> None:
    found = dag_of('with DAG("d") as d:\n    BashOperator(task_id="a", bash_command="true")\nreturn "x"\n')
    assert [task.id for task in found.tasks] == ["a"]

"""Sensors that a helper of another file makes."""

from __future__ import annotations

import ast

import pytest

from headgate.facts.airflow.helpers import sensor_makers, with_helpers
from headgate.facts.airflow.model import Dag
from headgate.facts.python.module import read
from headgate.facts.python.modules import PythonFiles
from headgate.facts.reading import FileFacts, SourceFile
from headgate.source.kinds import Kind

HELPER = """
from datetime import timedelta
from airflow.sensors.external_task import ExternalTaskSensor

def wait_for(dag, task, parent_dag, parent_task=None, minutes=0):
    return ExternalTaskSensor(
        task_id=f"wait_{task}",
        external_dag_id=parent_dag,
        external_task_id=parent_task,
        execution_delta=timedelta(minutes=minutes),
        dag=dag,
    )
"""


def facts(path: str, text: str) -> FileFacts:
    return read(SourceFile(path, text, frozenset({Kind.PYTHON}))).facts


@pytest.mark.parametrize(
    ("call", "waits_for", "delta"),
    [
        ('wait_for(dag, "a", "orders")', [("orders", "")], "timedelta(minutes=0)"),
        ('wait_for(dag, "a", "orders", "load", minutes=30)', [("orders", "load")], "timedelta(minutes=30)"),
        ('wait_for(dag, "a", "orders", minutes=delay)', [("orders", "")], "timedelta(minutes=minutes)"),
        ('wait_for(dag, "a", name)', [], ""),
        ('wait_for(*given, "orders")', [], ""),
    ],
)
def test_a_call_of_the_helper_is_a_sensor(call: str, waits_for: list[tuple[str, str]], delta: str) -> None:
    files = {
        "dags/helpers.py": facts("dags/helpers.py", HELPER),
        "dags/report.py": facts("dags/report.py", f"from helpers import wait_for\n\nwait = {call}\n"),
    }
    (dag,) = with_helpers("dags/report.py", (Dag("report", 1),), PythonFiles(files, list(files)))

    assert [pair for task in dag.tasks for pair in task.waits_for] == waits_for
    assert [dict(task.arguments)["execution_delta"] for task in dag.tasks] == ([delta] if delta else [])
    assert [task.line for task in dag.tasks] == ([3] if waits_for else [])


def test_a_helper_that_works_its_arguments_over_is_no_such_helper() -> None:
    tree = ast.parse(HELPER.replace("    return", "    parent_dag = parent_dag.lower()\n    return"))

    assert not list(sensor_makers(tree.body))

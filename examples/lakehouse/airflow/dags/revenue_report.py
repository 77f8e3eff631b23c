"""Mails the revenue of yesterday when the warehouse is built."""

from datetime import datetime, timedelta

from airflow import DAG
from airflow.operators.bash import BashOperator
from airflow.sensors.external_task import ExternalTaskSensor

with DAG(
    dag_id="revenue_report",
    schedule="0 3 * * *",
    start_date=datetime(2025, 1, 1),
    catchup=False,
    default_args={"retries": 1, "retry_delay": timedelta(minutes=10)},
):
    built = ExternalTaskSensor(
        task_id="wait_for_warehouse",
        external_dag_id="orders_daily",
        external_task_id="dbt_build",
        mode="reschedule",
        timeout=4 * 60 * 60,
    )
    send = BashOperator(
        task_id="send_report",
        bash_command="python -m reports.revenue --day {{ ds }}",
        execution_timeout=timedelta(minutes=20),
    )
    built >> send

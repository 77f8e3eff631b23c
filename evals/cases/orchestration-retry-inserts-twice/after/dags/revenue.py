from datetime import datetime

from airflow import DAG
from airflow.providers.common.sql.operators.sql import SQLExecuteQueryOperator
from airflow.sensors.external_task import ExternalTaskSensor

with DAG(
    "revenue",
    schedule="0 3 * * *",
    start_date=datetime(2025, 1, 1),
    catchup=False,
    default_args={"retries": 2},
) as dag:
    orders_built = ExternalTaskSensor(
        task_id="orders_built",
        external_dag_id="orders",
        external_task_id="build",
        mode="reschedule",
        timeout=3600,
    )
    revenue = SQLExecuteQueryOperator(task_id="revenue", conn_id="warehouse", sql="""
            insert into mart.revenue_log
            select day, revenue from mart.revenue where day = '{{ ds }}';
            insert into ops.loads select 'revenue', count(*) from mart.revenue_log;
        """)
    orders_built >> revenue

from datetime import datetime

from airflow import DAG
from airflow.providers.common.sql.operators.sql import SQLExecuteQueryOperator

with DAG("marts", schedule="@daily", start_date=datetime(2025, 1, 1), catchup=False, default_args={"retries": 2}):
    start = SQLExecuteQueryOperator(task_id="start", conn_id="warehouse", sql="select 1")
    orders = SQLExecuteQueryOperator(
        task_id="orders",
        conn_id="warehouse",
        sql="create or replace table mart.orders as select id, amount, day from raw.orders",
    )
    revenue = SQLExecuteQueryOperator(
        task_id="revenue",
        conn_id="warehouse",
        sql="create or replace table mart.revenue as select day, sum(amount) as revenue from mart.orders group by day",
    )
    start >> [orders, revenue]

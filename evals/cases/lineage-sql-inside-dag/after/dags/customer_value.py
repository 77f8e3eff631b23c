from datetime import datetime

from airflow import DAG
from airflow.providers.common.sql.operators.sql import SQLExecuteQueryOperator

with DAG("customer_value", schedule="@daily", start_date=datetime(2025, 1, 1), catchup=False):
    SQLExecuteQueryOperator(
        task_id="build",
        conn_id="warehouse",
        retries=2,
        sql="""
            create or replace table mart.customer_value as
            select customer_id, sum(amount) as value
            from mart.fct_orders
            group by customer_id
        """,
    )

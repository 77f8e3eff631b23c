from datetime import datetime

from airflow import DAG
from airflow.providers.common.sql.operators.sql import SQLExecuteQueryOperator

with DAG("weekly", schedule="@weekly", start_date=datetime(2025, 1, 1), catchup=False, default_args={"retries": 2}):
    SQLExecuteQueryOperator(
        task_id="weekly_revenue",
        conn_id="warehouse",
        sql="""
            create or replace table mart.weekly_revenue as
            select date_trunc('week', day) as week, sum(revenue) as revenue
            from mart.daily_revenue
            group by 1
        """,
    )

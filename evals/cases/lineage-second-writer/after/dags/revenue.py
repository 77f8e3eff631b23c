from datetime import datetime

from airflow import DAG
from airflow.providers.common.sql.operators.sql import SQLExecuteQueryOperator

with DAG("revenue", schedule="@daily", start_date=datetime(2025, 1, 1), catchup=False):
    SQLExecuteQueryOperator(task_id="daily_revenue", conn_id="warehouse", sql="sql/daily_revenue.sql", retries=2)

from datetime import datetime

from airflow import DAG
from airflow.providers.apache.spark.operators.spark_submit import SparkSubmitOperator
from airflow.providers.common.sql.operators.sql import SQLExecuteQueryOperator

with DAG(
    "orders",
    schedule="0 3 * * *",
    start_date=datetime(2025, 1, 1),
    catchup=False,
    default_args={"retries": 2},
) as dag:
    land = SparkSubmitOperator(task_id="land", application="jobs/land_orders.py")
    build = SQLExecuteQueryOperator(task_id="build", conn_id="warehouse", sql="sql/fct_orders.sql")
    land >> build

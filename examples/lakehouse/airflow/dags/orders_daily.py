"""Lands the shop's topics and builds the warehouse, every night."""

from datetime import datetime, timedelta

from airflow import DAG
from airflow.operators.bash import BashOperator
from airflow.providers.apache.spark.operators.spark_submit import SparkSubmitOperator

with DAG(
    dag_id="orders_daily",
    schedule="0 3 * * *",
    start_date=datetime(2025, 1, 1),
    catchup=False,
    max_active_runs=1,
    default_args={"retries": 2, "retry_delay": timedelta(minutes=5)},
):
    land_orders = SparkSubmitOperator(
        task_id="land_orders",
        application="spark/jobs/land_orders.py",
        execution_timeout=timedelta(hours=2),
    )
    land_payments = SparkSubmitOperator(
        task_id="land_payments",
        application="spark/jobs/land_payments.py",
        execution_timeout=timedelta(hours=1),
    )
    customer_segments = SparkSubmitOperator(
        task_id="customer_segments",
        application="scala/target/scala-2.12/customer-segments.jar",
        java_class="shop.CustomerSegments",
        execution_timeout=timedelta(hours=1),
    )
    dbt_build = BashOperator(
        task_id="dbt_build",
        bash_command="dbt build --project-dir dbt",
        execution_timeout=timedelta(hours=2),
    )

    land_orders >> customer_segments
    [customer_segments, land_payments] >> dbt_build

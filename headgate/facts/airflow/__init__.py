"""Airflow: DAGs, tasks, schedules, and what tasks run."""

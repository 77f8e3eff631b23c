"""A design as files: DDL and a dbt project."""

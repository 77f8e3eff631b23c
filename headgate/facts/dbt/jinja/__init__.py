"""Jinja of dbt, rendered in a sandbox: no environment, no files, no database, bounded in every direction."""

"""dbt projects, read without dbt: project files, properties, sandboxed Jinja."""

"""dbt projects and models that are hard to trust."""

"""Impact of changes to dbt projects, measured against what a real run of both versions gives."""

"""What dbt itself wrote of a project: `manifest.json` and `catalog.json`."""

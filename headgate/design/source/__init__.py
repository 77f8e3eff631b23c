"""Source schemas that a design starts from: DDL, dbt sources, JSON Schema, Avro, CSV samples."""

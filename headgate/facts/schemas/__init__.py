"""Avro, Protobuf, JSON Schema, DDL and data contracts as fields."""

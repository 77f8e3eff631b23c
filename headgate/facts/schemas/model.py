"""Schemas of every format as a flat list of fields."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class SchemaFormat(StrEnum):
    AVRO = "avro"
    PROTOBUF = "protobuf"
    JSON_SCHEMA = "jsonschema"
    DDL = "ddl"
    DBT_CONTRACT = "dbt_contract"
    DATA_CONTRACT = "data_contract"
    SPARK = "spark"
    """A StructType as JSON or as a DDL string."""


@dataclass(frozen=True, slots=True)
class SchemaField:
    """One field."""

    path: str
    """Dotted from the top of its schema: `customer.address.zip`; `[]` marks an array's items."""
    type: str
    line: int = 0
    optional: bool = False
    """A record without it is valid."""
    number: int | None = None
    """Protobuf's field number."""
    description: str = ""


@dataclass(frozen=True, slots=True)
class Schema:
    """One named schema: a record, a message, a JSON Schema document, a table."""

    format: SchemaFormat
    name: str
    """Full name: `shop.Order`, the `$id` or the file's stem, `schema.table`."""
    line: int
    fields: tuple[SchemaField, ...] = ()

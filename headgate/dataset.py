"""Datasets and their columns, named as OpenLineage names them: a namespace and a name."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from headgate.location import Location

WAREHOUSE = "warehouse"
"""Namespace of tables whose platform is not stated; their names are dotted and lower case."""
KAFKA = "kafka"
EXPOSURE = "exposure"


class DatasetKind(StrEnum):
    TABLE = "table"
    VIEW = "view"
    MODEL = "model"
    SOURCE = "source"
    SEED = "seed"
    SNAPSHOT = "snapshot"
    TOPIC = "topic"
    FILE = "file"
    SCHEMA = "schema"
    EXPOSURE = "exposure"


@dataclass(frozen=True, slots=True, order=True)
class DatasetId:
    """The identity of a dataset: (`warehouse`, `shop.orders`), (`kafka`, `orders`), (`s3://lake`, `raw/x`)."""

    namespace: str
    name: str

    def __str__(self) -> str:
        return self.name if self.namespace == WAREHOUSE else f"{self.namespace}:{self.name}"


def table(name: str) -> DatasetId:
    """The identity of a warehouse table written as dotted `name`; quotes and case are folded.

    >>> table('Shop."Orders"')
    DatasetId(namespace='warehouse', name='shop.orders')
    """
    parts = (part.strip().strip('"`[]') for part in name.split("."))
    return DatasetId(WAREHOUSE, ".".join(part for part in parts if part).lower())


def topic(name: str) -> DatasetId:
    """The identity of a Kafka topic."""
    return DatasetId(KAFKA, name)


@dataclass(frozen=True, slots=True)
class Column:
    """A column or field, as far as the repository tells."""

    name: str
    type: str = ""
    """As written; empty where unknown."""
    nullable: bool | None = None
    line: int = 0
    """Where it is declared or made; 0 where unknown."""


@dataclass(frozen=True, slots=True)
class Dataset:
    """What the repository says of one dataset at one place."""

    id: DatasetId
    kind: DatasetKind
    location: Location
    columns: tuple[Column, ...] = ()
    complete: bool = False
    """Whether `columns` is all of them, as in a CREATE TABLE; documentation alone never is."""
    keys: tuple[tuple[str, ...], ...] = ()
    """Column groups declared unique: primary keys, unique constraints, `unique` tests."""
    owner: str = ""

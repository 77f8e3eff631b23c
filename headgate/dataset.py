"""Datasets and their columns, named as OpenLineage names them: a namespace and a name."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from headgate.location import Location

WAREHOUSE = "warehouse"
"""Namespace of tables whose platform is not stated; their names are dotted and lower case."""
KAFKA = "kafka"
EXPOSURE = "exposure"
FILE = "file"
"""Namespace of paths without a store, as OpenLineage names it."""
CHECK = "check"
"""Namespace of suites of data checks: what fails when a column that they name is gone."""
METRIC = "metric"
"""Namespace of metrics and of the semantic models that they are made from."""
LOOKER = "looker"
CUBE = "cube"
KSQL = "ksqldb"
"""Namespace of streams and tables of ksqlDB whose topic no statement tells."""


_SCHEMES = {"s3a": "s3", "s3n": "s3", "gcs": "gs", "wasbs": "wasb", "abfs": "abfss"}
"""Schemes of clients that name the same store."""


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
    CHECK = "check"
    METRIC = "metric"
    """A view of a semantic layer, or a metric: LookML, Cube, MetricFlow, Lightdash."""

    __hash__ = str.__hash__  # Enum's own is written in Python, and places are hashed by the million


class DatasetId(NamedTuple):
    """The identity of a dataset: (`warehouse`, `shop.orders`), (`kafka`, `orders`), (`s3://lake`, `raw/x`).

    A tuple, because a graph hashes its names by the million.
    """

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


def stated_table(platform: str, name: str) -> DatasetId:
    """A table whose platform is stated: `postgres://db:5432`, `bigquery`, `snowflake://org-account`.

    The graph takes it for the table of that name wherever only one platform can be meant.
    """
    return DatasetId(platform, table(name).name)


def topic(name: str) -> DatasetId:
    """The identity of a Kafka topic."""
    return DatasetId(KAFKA, name)


def at_path(path: str) -> DatasetId:
    """The identity of files at `path`, whichever client's scheme names the store.

    Source: OpenLineage, "Naming conventions" (`s3://{bucket}`, `gs://{bucket}`); Hadoop's `s3a` and `s3n` are S3.
    Local paths stay as written, which the graph knows to be one with or without a slash at their end.

    >>> at_path("s3a://lake/raw/orders/")
    DatasetId(namespace='s3://lake', name='raw/orders')
    """
    scheme, mark, rest = path.partition("://")
    if not mark or scheme == FILE:
        return DatasetId(FILE, rest if mark else path.removeprefix("file:"))
    store, _, key = rest.partition("/")
    return DatasetId(f"{_SCHEMES.get(scheme, scheme)}://{store}", key.strip("/"))


def identity(text: str) -> DatasetId:
    """A dataset as people write it: a dotted table, `s3://bucket/key`, `kafka:topic`, any `namespace:name`.

    >>> str(identity("kafka:shop.orders")), str(identity("Shop.Orders"))
    ('kafka:shop.orders', 'shop.orders')
    """
    if "://" in text:
        return at_path(text)
    namespace, mark, name = text.partition(":")
    return DatasetId(namespace, name) if mark else table(text)


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
    also: tuple[DatasetId, ...] = ()
    """Other identities that this place states for the same rows: the LOCATION of a table, the stream over a topic."""

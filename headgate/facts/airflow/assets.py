"""The datasets behind the URIs of Airflow's Datasets and Assets."""

from __future__ import annotations

from urllib.parse import unquote

from headgate.dataset import KAFKA, DatasetId, at_path, table, topic

_TABLES = {
    "postgres": 3, "postgresql": 3, "mysql": 2, "mariadb": 2, "mssql": 3, "redshift": 3, "snowflake": 3, "trino": 3,
    "presto": 3, "bigquery": 3, "athena": 2, "hive": 2, "oracle": 2, "sqlserver": 3, "databricks": 3, "clickhouse": 2,
    "duckdb": 2,
}  # fmt: skip
"""Schemes whose last parts name a table, with how many parts: database, schema, table."""


def of_uri(uri: str) -> DatasetId:
    """The dataset that a URI names.

    Source: Airflow, "Asset definitions" and the providers' asset URI schemes: `s3://bucket/key`,
    `postgres://host:5432/database/schema/table`, `bigquery://project/dataset/table`; any other text is an asset
    of its own.

    >>> str(of_uri("postgres://db:5432/shop/public/orders")), str(of_uri("s3://lake/raw/orders"))
    ('shop.public.orders', 's3://lake:raw/orders')
    """
    scheme, separator, rest = uri.partition("://")
    if not separator:
        return DatasetId("asset", uri)
    parts = [unquote(part) for part in rest.split("?", 1)[0].split("/") if part]
    if scheme == KAFKA and len(parts) == 2:
        return topic(parts[1])
    # A project stands where other stores have a host.
    named = parts if scheme == "bigquery" else parts[1:]
    if scheme in _TABLES and 1 < len(named) <= _TABLES[scheme]:
        return table(".".join(named))
    return at_path(uri)

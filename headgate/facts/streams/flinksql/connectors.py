"""What a connector table stands for.

Sources: the Flink manual, "Table & SQL Connectors"; the manuals of Flink CDC, Hudi, Paimon, Iceberg and Delta.
"""

from __future__ import annotations

import re

from headgate.dataset import DatasetId, at_path, topic
from headgate.facts.streams.connect.configuration import Connector, stated
from headgate.facts.streams.connect.platforms import platform_of, table_of
from headgate.facts.streams.flinksql.model import FlinkTable

KAFKA = ("kafka", "upsert-kafka")
_AT_PATHS = {"filesystem": "path", "hudi": "path", "delta": "table-path", "paimon": "path"}
_PATTERN = re.compile(r"[*|()\[\]+^$\\,;]")
"""What makes a name a pattern over several tables, or a list."""


def behind(name: DatasetId, one: FlinkTable) -> DatasetId:
    """The topic, files or table behind a table of a script; `name` itself where its options do not tell."""
    connector = one.connector
    if connector in KAFKA:
        told = _one(one, "topic")
        return topic(told) if told else name
    if connector in _AT_PATHS:
        path = stated(one.option(_AT_PATHS[connector]))
        return at_path(path) if path else name
    if connector == "jdbc" or connector.endswith("-cdc"):
        return _of_database(one) or name
    if connector.startswith(("elasticsearch", "opensearch")):
        host = stated(one.option("hosts")).split(";", 1)[0].partition("://")[2].rstrip("/")
        index = _one(one, "index")
        return DatasetId(f"elasticsearch://{host}" if host else "elasticsearch", index.lower()) if index else name
    if connector == "mongodb":
        return _of_database(one) or name
    if connector == "iceberg":
        database, table = _one(one, "catalog-database"), _one(one, "catalog-table")
        return DatasetId(name.namespace, f"{database}.{table}".lower()) if database and table else name
    return name


def _one(one: FlinkTable, key: str) -> str:
    """An option that names one thing; empty for lists, patterns and placeholders."""
    value = stated(one.option(key))
    return "" if _PATTERN.search(value) else value


def _of_database(one: FlinkTable) -> DatasetId | None:
    """The table of a database, on its platform where host or URL are stated."""
    database, schema = _one(one, "database-name"), _one(one, "schema-name")
    if one.connector.startswith("mongodb"):
        database, collection = database or _one(one, "database"), _one(one, "collection")
        return DatasetId("mongodb", f"{database}.{collection}") if database and collection else None
    name = _one(one, "table-name")
    if not name:
        return None
    settings = {
        "connector.class": one.connector.removesuffix("-cdc"),
        "connection.url": one.option("url") or "",
        "database.hostname": one.option("hostname") or "",
        "database.port": one.option("port") or "",
        "database.dbname": database,
    }
    told = tuple((key, value) for key, value in settings.items() if value)
    connector = Connector("", one.name, one.line, told, {})
    if schema and not name.startswith(f"{schema}."):
        name = f"{schema}.{name}"
    elif database and not schema and not platform_of(connector)[0]:
        name = f"{database}.{name}" if "." not in name else name
    return table_of(connector, name)

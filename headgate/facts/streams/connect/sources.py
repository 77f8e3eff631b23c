"""Source connectors: the tables and files they read, each with the topic it goes to.

Sources: the Confluent and Aiven manuals of the JDBC source; Debezium, "Topic names" of each connector; MongoDB
Kafka connector, "Topic naming"; MirrorMaker 2.
"""

from __future__ import annotations

from collections.abc import Iterator

from headgate.dataset import DatasetId, at_path
from headgate.facts.sql.parse import read_sql
from headgate.facts.streams.connect.configuration import Connector, listed, stated
from headgate.facts.streams.connect.platforms import platform_of, table_of
from headgate.facts.streams.regexes import plain_name

Flow = tuple[DatasetId | None, str, str]
"""What is read, the name of the topic before transforms, and the setting that names it."""

_TABLES = ("table.include.list", "table.whitelist", "tables.include", "tables", "table.types")
_CDC = ("cdcsource", "debezium")


def flows_of(one: Connector) -> Iterator[Flow]:
    """What a source connector reads and the topics it goes to, before transforms."""
    name = (one.setting("connector.class") or "").lower()
    if any(mark in name for mark in _CDC):
        yield from _captured(one)
    elif "mongosource" in name:
        yield from _mongo(one)
    elif "mirror" in name:
        alias = one.setting("source.cluster.alias") or "source"
        for wanted in listed(one.setting("topics")):
            if plain_name(wanted):
                yield DatasetId("kafka", wanted), f"{alias}.{wanted}", "topics"
    elif "jdbc" in name:
        yield from _polled(one)
    else:
        key, _ = one.first("kafka.topic", "topic", "topics", "kafka.topics")
        read = one.first("file", "input.path")[1]
        for wanted in listed(one.setting(key)):
            yield (at_path(read) if stated(read) else None), wanted, key


def patterns_of(one: Connector) -> list[str]:
    """Names in the lists of tables that are patterns, so that only the database tells what they match."""
    key, value = one.first(*_TABLES, "collection.include.list")
    return [written for written in listed(value) if not plain_name(written)] if key != "table.types" else []


def _captured(one: Connector) -> Iterator[Flow]:
    """Debezium: `topic.prefix`, database or schema, table; with SQL Server and MongoDB the database as well."""
    key, value = one.first("table.include.list", "table.whitelist", "tables.include", "collection.include.list")
    prefix = stated(one.first("topic.prefix", "database.server.name", "mongodb.name")[1])
    delimiter = one.setting("topic.delimiter") or "."
    for written in listed(value):
        name = plain_name(written)
        if not name or not prefix:
            continue
        _, database = platform_of(one)
        whole = name
        if "sqlserver" in (one.setting("connector.class") or "").lower() and one.setting("database.names") and database:
            whole = name if name.startswith(database + ".") else f"{database}.{name}"
        read = DatasetId("mongodb", name) if key == "collection.include.list" else table_of(one, whole)
        yield read, delimiter.join((prefix, whole)), key


def _mongo(one: Connector) -> Iterator[Flow]:
    database, collection = stated(one.setting("database")), stated(one.setting("collection"))
    if database and collection:
        parts = (part for part in (one.setting("topic.prefix"), database, collection) if part)
        yield DatasetId("mongodb", f"{database}.{collection}"), ".".join(parts), "collection"


def _polled(one: Connector) -> Iterator[Flow]:
    """JDBC: a topic for each table, named by prefix and bare table name; of a query, the prefix alone."""
    prefix = stated(one.setting("topic.prefix"))
    query = one.setting("query")
    if query:
        statements, _ = read_sql(one.path, query, platform_of(one)[0].split(":", 1)[0].replace("sqlserver", "tsql"))
        reads = dict.fromkeys(use.dataset.name for statement in statements for use in statement.facts.reads)
        yield from ((table_of(one, read), prefix, "query") for read in reads)
        if not reads:
            yield None, prefix, "query"
        return
    key, value = one.first(*_TABLES[:4])
    for written in listed(value):
        name = plain_name(written)
        if name:
            yield table_of(one, name), f"{prefix}{name.rsplit('.', 1)[-1]}", key

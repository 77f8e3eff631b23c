"""Sink connectors: where the records of a topic go.

Sources: the Confluent manuals of the JDBC, S3, GCS, Azure, HDFS, Elasticsearch, BigQuery and Redshift sinks; Aiven's
of S3 and GCS; Snowflake, "Kafka connector"; Debezium, "JDBC sink"; Apache Iceberg, "Kafka Connect".
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping

from headgate.dataset import DatasetId, at_path, stated_table, table
from headgate.facts.streams.connect.configuration import Connector, listed, stated
from headgate.facts.streams.connect.platforms import table_of

_FOLDER = "topics"
"""Confluent's default of `topics.dir`."""


def target_of(one: Connector, topic: str) -> DatasetId | None:
    """Where the sink puts the records that reach it as `topic`; None where the configuration does not tell."""
    name = (one.setting("connector.class") or "").lower()
    made = next((make for mark, make in _SINKS.items() if mark in name), None)
    return made(one, topic) if made is not None else None


def tables_of(one: Connector) -> Iterator[DatasetId]:
    """Tables that a sink names by itself, whatever the topics."""
    for written in listed(one.setting("iceberg.tables")):
        yield table(written)


def _jdbc(one: Connector, topic: str) -> DatasetId | None:
    written = one.first("collection.name.format", "table.name.format")[1] or "${topic}"
    # Debezium's sink takes the dots of a topic for no schema.
    name = topic.replace(".", "_") if "debezium" in (one.setting("connector.class") or "") else topic
    made = written.replace("${topic}", name)
    return table_of(one, made) if stated(made) else None


def _redshift(one: Connector, topic: str) -> DatasetId | None:
    made = (one.setting("table.name.format") or "${topic}").replace("${topic}", topic)
    host, database = stated(one.setting("aws.redshift.domain")), stated(one.setting("aws.redshift.database"))
    if not stated(made):
        return None
    port = stated(one.setting("aws.redshift.port")) or "5439"
    return stated_table(f"redshift://{host}:{port}", f"{database}.public.{made}") if host and database else table(made)


def _bigquery(one: Connector, topic: str) -> DatasetId | None:
    named = _mapped(one.setting("topic2TableMap"))
    project = stated(one.setting("project"))
    dataset = stated(one.setting("defaultDataset")) or _dataset_for(one, topic)
    name = named.get(topic) or re.sub(r"\W", "_", topic)
    return stated_table("bigquery", f"{project}.{dataset}.{name}") if project and dataset else None


def _dataset_for(one: Connector, topic: str) -> str:
    """Of the older setting `datasets`, `.*=shop`."""
    pairs = [pair.split("=", 1) for pair in listed(stated(one.setting("datasets"))) if "=" in pair]
    return next((dataset for pattern, dataset in pairs if pattern in (".*", topic)), "")


def _snowflake(one: Connector, topic: str) -> DatasetId | None:
    database, schema = stated(one.setting("snowflake.database.name")), stated(one.setting("snowflake.schema.name"))
    named = _mapped(one.setting("snowflake.topic2table.map")).get(topic)
    if named is None and not re.fullmatch(r"[A-Za-z_][\w$]*", topic):
        return None  # its table gets a hash in its name
    account = stated(one.setting("snowflake.url.name")).removeprefix("https://").split(".snowflakecomputing", 1)[0]
    parts = ".".join(part for part in (database, schema, named or topic) if part)
    return stated_table(f"snowflake://{account}", parts) if account and database and schema else table(parts)


def _confluent_store(scheme: str, *keys: str) -> Callable[[Connector, str], DatasetId | None]:
    def made(one: Connector, topic: str) -> DatasetId | None:
        store = stated(one.first(*keys)[1])
        if not store:
            return None
        if "aiven" in (one.setting("connector.class") or "").lower():
            prefix = stated(one.first("aws.s3.prefix", "aws_s3_prefix", "file.name.prefix")[1])
            return at_path(f"{scheme}://{store}/{prefix}{topic}")
        folder = one.setting("topics.dir") or _FOLDER
        return at_path(f"{scheme}://{store}/{folder}/{topic}") if stated(folder) else None

    return made


def _hdfs(one: Connector, topic: str) -> DatasetId | None:
    url = stated(one.first("hdfs.url", "store.url")[1])
    return at_path(f"{url.rstrip('/')}/{one.setting('topics.dir') or _FOLDER}/{topic}") if "://" in url else None


def _index(one: Connector, topic: str) -> DatasetId:
    url = stated(one.setting("connection.url")).split(",", 1)[0]
    host = url.partition("://")[2].rstrip("/")
    return DatasetId(f"elasticsearch://{host}" if host else "elasticsearch", topic.lower())


def _mongo(one: Connector, topic: str) -> DatasetId | None:
    database = stated(one.setting("database"))
    return DatasetId("mongodb", f"{database}.{one.setting('collection') or topic}") if database else None


def _file(one: Connector, _: str) -> DatasetId | None:
    return at_path(one.setting("file") or "") if stated(one.setting("file")) else None


_SINKS: Mapping[str, Callable[[Connector, str], DatasetId | None]] = {
    "jdbc": _jdbc,
    "postgressink": _jdbc,
    "mysqlsink": _jdbc,
    "redshift": _redshift,
    "bigquery": _bigquery,
    "snowflake": _snowflake,
    "s3": _confluent_store("s3", "s3.bucket.name", "aws.s3.bucket.name", "aws_s3_bucket"),
    "gcs": _confluent_store("gs", "gcs.bucket.name"),
    "hdfs": _hdfs,
    "elasticsearch": _index,
    "opensearch": _index,
    "mongosink": _mongo,
    "mongodbatlassink": _mongo,
    "filestreamsink": _file,
}


def _mapped(text: str | None) -> dict[str, str]:
    return {key.strip(): name.strip() for key, _, name in (pair.partition(":") for pair in listed(text)) if name}

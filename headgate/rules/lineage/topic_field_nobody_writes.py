"""A job reads a field of a topic that its records lose with the change."""

from __future__ import annotations

from collections.abc import Iterator

from headgate.dataset import DatasetId
from headgate.evidence import Evidence, EvidenceKind
from headgate.finding import Level, Proof
from headgate.impact.comparison import Comparison
from headgate.impact.lost import lost_fields, still_named
from headgate.location import Location
from headgate.rules.registry import Found, repository, rule

RECORD = """\
{
  "type": "record", "name": "Order", "namespace": "shop",
  "fields": [{"name": "id", "type": "string"}, {"name": "total", "type": "long"}]
}
"""
FLINK = """\
CREATE TABLE orders (
  id STRING,
  total BIGINT
) WITH ('connector' = 'kafka', 'topic' = 'shop.orders', 'format' = 'avro-confluent');
"""
SPARK = """\
from pyspark.sql import SparkSession, functions as F
from pyspark.sql.avro.functions import from_avro

spark = SparkSession.builder.getOrCreate()
raw = spark.read.format("kafka").option("subscribe", "shop.orders").load()
orders = raw.select(from_avro(F.col("value"), SCHEMA).alias("o"))
orders.select("o.id", "o.total").write.saveAsTable("lake.orders")
"""


@rule(
    level=Level.ERROR,
    proof=Proof.DERIVED,
    examples=(
        repository(
            {"order.avsc": RECORD.replace("total", "amount"), "orders.sql": FLINK},
            {"orders.sql": (3,)},
            base={"order.avsc": RECORD, "orders.sql": FLINK},
        ),
        repository(
            {"order.avsc": RECORD.replace("total", "amount"), "land.py": SPARK},
            {"land.py": (7,)},
            base={"order.avsc": RECORD, "land.py": SPARK},
        ),
        repository(
            {"order.avsc": RECORD.replace("total", "amount"), "land.py": SPARK.replace(', "o.total"', "")},
            base={"order.avsc": RECORD, "land.py": SPARK},
        ),
        repository(
            {"order.avsc": RECORD.replace("total", "amount"), "orders.sql": FLINK.replace("shop.", "crm.")},
            base={"order.avsc": RECORD, "orders.sql": FLINK.replace("shop.", "crm.")},
        ),
    ),
)
def topic_field_nobody_writes(comparison: Comparison) -> Iterator[Found]:
    """A job reads a field that the change takes from the schema of its topic's records.

    ## Why it matters

    Records of the new schema do not hold the field: the reader fails on the first of them, or reads NULL from
    then on without a word.

    ## Instead

    Keep the old field until every reader has moved, or change the readers with the schema.

    ## When it stays silent

    Where the repository does not tell which schema a topic's records have: no file is named for the subject
    `<topic>-value`, and not exactly one schema has the topic's name and namespace.

    ## Fix

    None is offered: which field takes the place of the old one, only its author knows.
    """
    for topic, (record, reason) in comparison.head.graph.records.items():
        lost = lost_fields(comparison.base.graph, comparison.head.graph, topic)
        told: set[str] = set()
        for path, line, who, names in (*_declared(comparison, topic, lost), *_named(comparison, topic, lost)):
            if path in told:
                continue
            told.add(path)
            fields = ", ".join(f"`{name}`" for name in names)
            yield Found(
                message=f"{who} reads {fields} of the topic {topic.name}, which {record.name} no longer has with this "
                "change: it fails on new records, or reads NULL from them.",
                line=line,
                entity=f"{topic.name}.{','.join(names)}",
                path=path,
                evidence=(Evidence(EvidenceKind.LINEAGE, f"→ {record}\n→ {topic}, because {reason}\n→ {who}"),),
                related=_place(comparison, record),
            )


_Reader = tuple[str, int, str, list[str]]
"""Path, line, what reads, and the names that it reads in vain."""


def _declared(comparison: Comparison, topic: DatasetId, lost: frozenset[str]) -> Iterator[_Reader]:
    """Connector tables over the topic."""
    for declared in comparison.head.graph.nodes[topic].declarations:
        columns = [column for column in declared.columns if column.name.lower() in lost]
        if columns:
            line = columns[0].line or declared.location.start_line
            yield declared.location.path, line, "The connector table here", [column.name for column in columns]


def _named(comparison: Comparison, topic: DatasetId, lost: frozenset[str]) -> Iterator[_Reader]:
    for job in comparison.head.graph.readers.get(topic, ()):
        named = still_named(job, topic, lost)
        if named:
            yield job.location.path, min(named.values()), job.name, list(named)


def _place(comparison: Comparison, record: DatasetId) -> tuple[Location, ...]:
    location = comparison.head.graph.nodes[record].location
    return (location,) if location is not None else ()

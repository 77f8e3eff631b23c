"""ksqlDB scripts."""

from __future__ import annotations

from headgate.dataset import DatasetId, topic
from headgate.facts.graph.build import build
from headgate.facts.graph.pipeline import PipelineGraph
from headgate.facts.reading import FileFacts, SourceFile
from headgate.facts.streams.ksql import read_ksql
from headgate.facts.streams.ksql_joins import KsqlScript
from headgate.lineage import JobKind
from headgate.settings import Settings
from headgate.source.kinds import Kind, kinds_of

SCRIPT = """\
DEFINE source = 'shop.ratings';
CREATE STREAM ratings (id INT KEY, stars INT, place STRUCT<town VARCHAR>)
  WITH (KAFKA_TOPIC='${source}', VALUE_FORMAT='AVRO');
CREATE TABLE customers (id INT PRIMARY KEY, email VARCHAR) WITH (kafka_topic='crm.customers', value_format='avro');
CREATE OR REPLACE STREAM enriched WITH (KAFKA_TOPIC='ratings-enriched', PARTITIONS=1) AS
  SELECT r.id AS id, r.place->town AS town, c.email, r.ROWTIME AS seen
  FROM ratings r
  LEFT JOIN customers c WITHIN 7 DAYS GRACE PERIOD 1 HOUR ON r.id = c.id
  WHERE r.stars < 3
  PARTITION BY r.id
  EMIT CHANGES;
CREATE TABLE by_town AS
  SELECT town, COUNT(*) AS n FROM enriched WINDOW TUMBLING (SIZE 1 MINUTES) GROUP BY town EMIT CHANGES;
"""


def read(path: str, text: str) -> FileFacts:
    return read_ksql(SourceFile(path, text, frozenset({Kind.KSQL}))).facts


def graph(**files: str) -> PipelineGraph:
    facts = {f"{name}.ksql": read(f"{name}.ksql", text) for name, text in files.items()}
    return build(facts, Settings())


def direct(found: PipelineGraph) -> set[str]:
    return {f"{e.source} -> {e.target}" for e in found.edges if e.target.column and e.effect.direct}


def test_columns_flow_from_topic_to_topic() -> None:
    found = graph(shop=SCRIPT)
    assert direct(found) == {
        "kafka:shop.ratings.id -> kafka:ratings-enriched.id",
        "kafka:shop.ratings.place -> kafka:ratings-enriched.town",
        "kafka:crm.customers.email -> kafka:ratings-enriched.email",
        "kafka:ratings-enriched.town -> kafka:BY_TOWN.town",
    }
    assert not [gap for gap in found.gaps if "column" in gap.what]


def test_lines_are_those_of_the_script() -> None:
    found = graph(shop=SCRIPT)
    lines = {edge.target.column: edge.location.start_line for edge in found.edges if edge.effect.direct}
    assert lines["email"] == 6
    assert {job.kind for job in found.jobs} == {JobKind.KAFKA}


def test_a_stream_of_another_script_is_its_topic_and_the_reason_is_told() -> None:
    other = "CREATE STREAM copy AS SELECT id FROM ratings EMIT CHANGES;"
    found = graph(shop=SCRIPT, other=other)
    assert "kafka:shop.ratings.id -> kafka:COPY.id" in direct(found)
    named = dict(found.nodes[topic("shop.ratings")].also_named)
    assert named[DatasetId("ksqldb", "ratings")].startswith("shop.ksql:2 declares")


def test_a_stream_that_two_scripts_put_over_different_topics_is_kept_apart() -> None:
    twice = SCRIPT.replace("shop.ratings", "lab.ratings")
    found = graph(shop=SCRIPT, lab=twice, other="CREATE STREAM copy AS SELECT id FROM ratings;")
    assert DatasetId("ksqldb", "ratings") in found.nodes
    assert any(gap.kind == "ambiguous" and "ksqldb:ratings" in gap.what for gap in found.gaps)


def test_connectors_of_a_script_are_connectors() -> None:
    facts = read(
        "c.ksql",
        "CREATE SINK CONNECTOR es WITH (\n"
        "  'connector.class' = 'io.confluent.connect.elasticsearch.ElasticsearchSinkConnector',\n"
        "  'connection.url' = 'http://es:9200',\n  'topics' = 'BY_TOWN');",
    )
    (job,) = facts.jobs
    assert (job.name, job.reads[0].dataset, job.reads[0].line) == ("es", topic("BY_TOWN"), 4)


def test_what_is_no_statement_of_ksqldb_is_told() -> None:
    facts = read("x.ksql", "SET 'auto.offset.reset' = 'earliest';\ndocker exec ksql;")
    (gap,) = facts.gaps
    assert "line 2" in gap.what


def test_sql_over_topics_is_known_by_its_options() -> None:
    assert kinds_of("a.sql", "CREATE STREAM a WITH (kafka_topic='x', value_format='json');") == {Kind.KSQL}
    assert kinds_of("a.sql", "CREATE STREAM s ON TABLE t;") == {Kind.SQL}


def test_joins_are_told_with_the_kinds_and_partitions_of_what_they_join() -> None:
    text = (
        "CREATE STREAM a (id INT KEY) WITH (KAFKA_TOPIC='a', VALUE_FORMAT='JSON', PARTITIONS=6);\n"
        "CREATE TABLE b (id INT PRIMARY KEY) WITH (KAFKA_TOPIC='b', VALUE_FORMAT='JSON');\n"
        "CREATE STREAM c AS SELECT * FROM a\n  JOIN a WITHIN 1 HOUR ON a.id = a.id\n  LEFT JOIN b ON a.id = b.id;\n"
    )
    (script,) = [
        one for one in read_ksql(SourceFile("a.sql", text, frozenset())).subjects if isinstance(one, KsqlScript)
    ]
    assert script.kinds == {"a": "stream", "b": "table", "c": "stream"}
    assert script.partitions == {"a": 6}
    assert [(one.left, one.right, one.line, one.within) for one in script.joins] == [
        ("a", "a", 4, True),
        ("a", "b", 5, False),
    ]

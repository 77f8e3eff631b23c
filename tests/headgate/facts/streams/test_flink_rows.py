"""What a query of Flink does to its rows."""

from __future__ import annotations

from headgate.facts.reading import SourceFile
from headgate.facts.streams.flink import read_flink
from headgate.facts.streams.flinksql.model import FlinkScript
from headgate.facts.streams.flinksql.rows import has_updates, unbounded
from headgate.source.kinds import Kind


def test_rows_that_are_changed_and_rows_that_never_end() -> None:
    told = {
        "'connector' = 'kafka', 'format' = 'json'": (False, True),
        "'connector' = 'kafka', 'format' = 'debezium-json'": (True, True),
        "'connector' = 'kafka', 'format' = 'json', 'scan.bounded.mode' = 'latest-offset'": (False, False),
        "'connector' = 'upsert-kafka'": (True, True),
        "'connector' = 'mysql-cdc'": (True, True),
        "'connector' = 'mysql-cdc', 'scan.read-changelog-as-append-only.enabled' = 'true'": (False, True),
        "'connector' = 'datagen', 'number-of-rows' = '10'": (False, False),
        "'connector' = 'filesystem', 'path' = '/x'": (False, False),
        "'connector' = 'jdbc'": (False, False),
    }
    for options, meant in told.items():
        text = f"CREATE TABLE t (id INT) WITH ({options});"
        (script, *_) = read_flink(SourceFile("a.sql", text, frozenset({Kind.FLINK_SQL}))).subjects
        assert isinstance(script, FlinkScript)
        assert (has_updates(script.tables[0]), unbounded(script.tables[0])) == meant, options

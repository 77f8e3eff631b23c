"""A removed column reaches checks, dashboards and connectors that name it."""

from __future__ import annotations

import json

from headgate.facts.cache import Cache
from headgate.impact.effects import Impact
from headgate.rules.gather import gather
from headgate.settings import Settings
from headgate.source.snapshot import MemorySnapshot

FILES = {
    "etl.sql": "create table mart.orders as select id, status, amount from raw.orders",
    "checks.yml": "checks for mart.orders:\n  - missing_count(status) = 0\n",
    "other_checks.yml": "checks for mart.orders:\n  - missing_count(id) = 0\n",
    "orders.view.lkml": "view: orders { sql_table_name: mart.orders ;; dimension: status {} dimension: id {} }",
    "model/orders.yml": "cubes:\n  - name: orders\n    sql_table: mart.orders\n    measures:\n      - name: total\n        sql: amount\n        type: sum\n",
    "sink.json": json.dumps(
        {
            "name": "out",
            "config": {
                "connector.class": "io.confluent.connect.jdbc.JdbcSourceConnector",
                "topic.prefix": "pg-",
                "table.whitelist": "mart.orders",
            },
        }
    ),
}


def effects(before: dict[str, str], after: dict[str, str]) -> dict[str, str]:
    settings = Settings(dialect="postgres")
    base, head = (
        gather(MemorySnapshot(files, settings.bounds), settings, Cache(None)).project for files in (before, after)
    )
    return {str(dataset): effect.kind for dataset, effect in Impact(base, head).effects.items()}


def test_who_names_a_removed_column_fails_and_who_does_not_is_unaffected() -> None:
    told = effects(FILES, {**FILES, "etl.sql": FILES["etl.sql"].replace("status, ", "")})
    assert told["check:checks: mart.orders"] == "fails"
    assert told["looker:orders"] == "fails"
    assert told["check:other_checks: mart.orders"] == "unaffected"
    assert told["cube:orders"] == "unaffected"
    assert told["kafka:pg-orders"] != "unaffected"

"""Fixes on trial in whole projects: rows by DuckDB, schemas by a record."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import pytest

from headgate.facts.cache import Cache
from headgate.finding import Finding, Level, Proof
from headgate.fix import Fix, Rows, TextEdit
from headgate.location import Location
from headgate.review import Subject
from headgate.review_change import analyse, tried_again
from headgate.settings import Settings
from headgate.source.checkout import Checkout
from headgate.source.diff import parse
from headgate.source.snapshot import MemorySnapshot

SHOP = {
    "dbt_project.yml": "name: shop\nmodels: {}\n",
    "models/sources.yml": """\
sources:
  - name: raw
    tables:
      - name: orders
        columns:
          - {name: id, data_type: bigint}
          - {name: status, data_type: text}
          - {name: amount, data_type: double}
""",
}
ORDERS = """\
select
    id,
    status,
    amount
from {{ source('raw', 'orders') }}
where not (status <> 'paid')
"""


def tried(
    head: Mapping[str, str],
    fix: Fix,
    base: Mapping[str, str] | None = None,
    diff: str = "",
    settings: Settings = Settings(),  # noqa: B008 - it is frozen
) -> Finding:
    """A claim about the first edited line, with `fix` after its trial."""
    snapshot = MemorySnapshot(head)
    checkout = Checkout(Subject("shop"), snapshot, settings=settings)
    if base is not None:
        checkout = replace(checkout, base=MemorySnapshot(base), change=parse(diff))
    cache = Cache(None)
    analysis = analyse(checkout, cache)
    at = Location(fix.edits[0].path, fix.edits[0].start_line)
    claim = Finding("quality/claimed", Level.NOTE, Proof.ARGUED, "m", at, "e", fix=fix)
    return tried_again(checkout, cache, analysis, (*analysis.review.findings, claim))[-1]


def last_line(text: str, rows: Rows) -> Fix:
    return Fix("Say it plainly", (TextEdit("models/orders.sql", 6, 6, f"{text}\n"),), rows=rows)


HEAD = SHOP | {"models/orders.sql": ORDERS}


def test_a_fix_of_style_gives_the_same_rows() -> None:
    fix = tried(HEAD, last_line("where status = 'paid'", Rows.SAME)).fix
    assert fix is not None
    assert "same rows on 400 generated rows in DuckDB" in fix.tried


def test_where_nothing_may_be_run_that_is_told_and_no_row_is_compared(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("headgate.impact.witness.run.run_apart", None)
    found = tried(HEAD, last_line("where status = 'paid'", Rows.SAME), settings=Settings().without_running())
    assert found.fix is not None
    assert found.fix.tried.endswith("rows not compared: nothing is run, as was asked for")


def test_a_fix_of_style_that_gives_other_rows_is_not_shown() -> None:
    finding = tried(HEAD, last_line("where coalesce(status, 'paid') = 'paid'", Rows.SAME))
    assert finding.fix is None
    assert "it was to give the same rows, but" in finding.notes[-1]


def test_a_fix_of_rows_shows_some_before_and_after() -> None:
    fix = tried(HEAD, last_line("where coalesce(status, 'paid') = 'paid'", Rows.OTHER)).fix
    assert fix is not None
    assert "other rows on 400 generated rows in DuckDB: 0 gone, " in fix.tried
    assert "orders: id, status, amount\n  after: " in fix.witness
    assert "NULL" in fix.witness


def test_a_pattern_meets_rows_that_it_matches() -> None:
    head = SHOP | {"models/orders.sql": ORDERS.replace("not (status <> 'paid')", "status = '%paid%'")}
    fix = tried(head, last_line("where status like '%paid%'", Rows.OTHER)).fix
    assert fix is not None
    assert "xpaidx" in fix.witness


def test_a_fix_of_rows_that_no_row_shows_says_so() -> None:
    fix = tried(HEAD, last_line("where status = 'paid'", Rows.OTHER)).fix
    assert fix is not None
    assert "no row differs on 400 generated rows" in fix.tried


def test_a_fix_that_duckdb_refuses_is_not_shown() -> None:
    finding = tried(HEAD, last_line("where sum(amount) > 1", Rows.OTHER))
    assert finding.fix is None
    assert finding.notes[-1].startswith("its fix failed its trial")


def test_a_fix_that_cannot_be_parsed_is_not_shown() -> None:
    finding = tried(HEAD, last_line("where status = = 'paid' (", Rows.UNTOLD))
    assert finding.fix is None
    assert "not understood" in finding.notes[-1]


def test_a_query_that_hangs_on_the_clock_is_not_called_the_same() -> None:
    fix = tried(HEAD, last_line("where status = 'paid' and current_date > '2020-01-01'", Rows.SAME)).fix
    assert fix is not None
    assert "hangs on the clock" in fix.tried
    assert "same rows" not in fix.tried


@pytest.mark.parametrize("statement", ["create table paid as\n{}", "insert into paid\n{}", "{}"])
def test_plain_sql_is_run_too(statement: str) -> None:
    ddl = "create table orders (id bigint, status text);\n"
    query = "select id, status\nfrom orders\nwhere not (status <> 'paid')"
    text = f"{ddl}{statement.format(query)};\n"
    last = text.count("\n")
    fix = Fix("t", (TextEdit("paid.sql", last, last, "where status = 'paid';\n"),), rows=Rows.SAME)
    tested = tried({"paid.sql": text}, fix).fix
    assert tested is not None
    assert "same rows on 400" in tested.tried
    wrong = Fix("t", (TextEdit("paid.sql", last, last, "where status <> 'paid';\n"),), rows=Rows.SAME)
    assert tried({"paid.sql": text}, wrong).fix is None


def test_a_fault_told_twice_elsewhere_is_not_new_after_a_fix() -> None:
    job = """\
from pyspark.sql import SparkSession
spark = SparkSession.builder.getOrCreate()
df = spark.table("shop.orders").repartition(2)
df.write.mode("overwrite").csv("s3://lake/a")
df.write.mode("overwrite").csv("s3://lake/b")
"""
    head = HEAD | {"job.py": job}
    assert tried(head, last_line("where status = 'paid'", Rows.SAME)).fix is not None


OLD = """\
{"type": "record", "name": "Order", "fields": [
  {"name": "id", "type": "long"}
]}
"""
NEW = """\
{"type": "record", "name": "Order", "fields": [
  {"name": "id", "type": "long"},
  {"name": "note", "type": "string"}
]}
"""
DIFF = """\
--- a/order.avsc
+++ b/order.avsc
@@ -1,3 +1,4 @@
 {"type": "record", "name": "Order", "fields": [
-  {"name": "id", "type": "long"}
+  {"name": "id", "type": "long"},
+  {"name": "note", "type": "string"}
 ]}
"""


def with_note(line: str) -> Finding:
    fix = Fix("t", (TextEdit("order.avsc", 3, 3, f"{line}\n"),))
    return tried({"order.avsc": NEW}, fix, {"order.avsc": OLD}, DIFF)


def test_a_mended_schema_reads_a_record_of_the_base() -> None:
    fix = with_note('  {"name": "note", "type": "string", "default": ""}').fix
    assert fix is not None
    assert "reads a record of the base (fastavro)" in fix.tried
    assert 'written with the base\'s schema: {"id": 1}' in fix.witness
    assert '{"id": 1, "note": ""}' in fix.witness


def test_a_schema_that_was_readable_and_is_not_after_the_fix_is_not_shown() -> None:
    good = NEW.replace('"string"}', '"string", "default": ""}')
    fix = Fix("t", (TextEdit("order.avsc", 3, 3, '  {"name": "note", "type": "string"}\n'),))
    finding = tried({"order.avsc": good}, fix, {"order.avsc": OLD}, DIFF)
    assert finding.fix is None


def test_a_protobuf_field_under_another_number_is_not_shown() -> None:
    text = 'syntax = "proto3";\nmessage Order {\n  int64 id = 1;\n  string name = 2;\n}\n'
    diff = "--- a/o.proto\n+++ b/o.proto\n@@ -4 +4 @@\n-  string name = 2;\n+  string title = 2;\n"
    head = {"o.proto": text.replace("string name", "string title")}
    fix = Fix("t", (TextEdit("o.proto", 4, 4, "  int64 title = 2;\n"),))
    finding = tried(head, fix, {"o.proto": text}, diff)
    assert finding.fix is None

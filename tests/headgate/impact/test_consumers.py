"""Who reads a field that a change of schema takes away."""

from __future__ import annotations

from headgate.change import Change, FileChange, Status
from headgate.dataset import table
from headgate.facts.cache import Cache
from headgate.facts.project import Project
from headgate.finding import Finding
from headgate.impact.consumers import Reading, consumers
from headgate.review import Subject
from headgate.review_change import analyse
from headgate.rules.gather import gather
from headgate.settings import Settings, parse
from headgate.source.checkout import Checkout
from headgate.source.snapshot import MemorySnapshot

FIRST = "CREATE TABLE shop.orders (id bigint, note varchar(20), total int);\n"
FILES = {
    "db/V1__orders.sql": FIRST,
    "reports/notes.sql": "CREATE TABLE reports.notes AS\nSELECT o.note\nFROM shop.orders AS o;\n",
    "reports/totals.sql": "CREATE TABLE reports.totals AS\nSELECT o.total\nFROM shop.orders AS o;\n",
}
OUTSIDE = """
[[consumers]]
name = "billing"
reads = ["shop.orders.note"]
contact = "billing@example.org"

[[consumers]]
name = "forecast"
reads = ["shop.other", "shop.orders.total"]
"""


def project(settings: Settings | None = None) -> Project:
    return gather(MemorySnapshot(FILES), settings or Settings(), Cache(None)).project


def test_a_job_that_names_the_field_is_found_by_file_and_line() -> None:
    [found] = consumers(project(), [table("shop.orders")], "note")
    assert (found.reading, str(found.location)) == (Reading.NAMES, "reports/notes.sql:2")


def test_without_a_field_all_readers_are_told_but_the_file_itself() -> None:
    found = consumers(project(), [table("shop.orders")], "", "reports/notes.sql")
    assert [one.location.path for one in found if one.location] == ["reports/totals.sql"]


def test_what_the_change_takes_from_the_graph_is_looked_up_on_the_base() -> None:
    views = {
        "views/all.sql": "CREATE VIEW shop.everything AS\nSELECT * FROM shop.orders;\n",
        "views/long.sql": "CREATE VIEW shop.long AS\nSELECT id\nFROM shop.everything\nWHERE length(note) > 5;\n",
        "views/ids.sql": "CREATE VIEW shop.ids AS\nSELECT id, 'note' AS label\nFROM shop.everything;\n",
        "jobs/clean.sql": "DELETE FROM shop.orders\nWHERE note = 'x';\nUPDATE shop.orders SET note = 'y' WHERE id = 1;\n",
    }
    base = FILES | views
    [found] = review(base | {"db/V2__drop.sql": "ALTER TABLE shop.orders DROP COLUMN note;\n"}, base)
    assert sorted(str(at) for at in found.related) == [
        "jobs/clean.sql:2", "jobs/clean.sql:3", "reports/notes.sql:2", "views/all.sql:2", "views/long.sql:4",
    ]  # fmt: skip


def test_readers_outside_are_named_by_the_settings_for_their_own_fields() -> None:
    found = consumers(project(parse(OUTSIDE)), [table("shop.orders")], "note")
    assert [str(one) for one in found if one.reading is Reading.OUTSIDE] == [
        "billing: outside, ask billing@example.org"
    ]


def review(head: dict[str, str], base: dict[str, str], settings: Settings | None = None) -> tuple[Finding, ...]:
    files = {
        path: FileChange(path, Status.ADDED if path not in base else Status.MODIFIED, added=frozenset({1}))
        for path in head
        if head[path] != base.get(path)
    }
    checkout = Checkout(
        Subject("shop"), MemorySnapshot(head), MemorySnapshot(base), Change(files), settings=settings or Settings()
    )
    return tuple(f for f in analyse(checkout, Cache(None)).review.findings if f.rule.startswith("schema/"))


def test_a_migration_that_drops_the_column_names_who_reads_it() -> None:
    head = FILES | {"db/V2__drop.sql": "ALTER TABLE shop.orders DROP COLUMN note;\n"}
    [found] = review(head, FILES, parse(OUTSIDE))
    assert found.message == (
        "The column shop.orders.note is dropped. Read by create-table reports.notes (reports/notes.sql:2). "
        "Outside of this repository by billing."
    )
    assert [str(at) for at in found.related] == ["reports/notes.sql:2"]


def test_a_job_that_still_fills_the_field_is_told_as_a_writer() -> None:
    files = FILES | {
        "load/orders.sql": "INSERT INTO shop.orders (id, note)\nSELECT s.id, s.note\nFROM stage.orders AS s;\n"
    }
    found = consumers(gather(MemorySnapshot(files), Settings(), Cache(None)).project, [table("shop.orders")], "note")
    assert [one.location.path for one in found if one.reading is Reading.WRITES and one.location] == ["load/orders.sql"]


OLD = '{"type": "record", "name": "Order", "fields": [{"name": "id", "type": "long"}]}\n'
NEW = OLD.replace("]}", ', {"name": "note", "type": "string"}]}')


def test_a_mode_of_one_direction_tells_breaks_of_that_direction_alone() -> None:
    both = review({"s/order.avsc": NEW}, {"s/order.avsc": OLD})
    forward = parse('[[compatibility]]\nmode = "FORWARD"\npath = "s/*"\n')
    assert len(both) == 1
    assert review({"s/order.avsc": NEW}, {"s/order.avsc": OLD}, forward) == ()
    backward = parse('[[compatibility]]\nmode = "BACKWARD"\nsubject = "Order"\n')
    assert len(review({"s/order.avsc": NEW}, {"s/order.avsc": OLD}, backward)) == 1


def test_the_last_mode_that_speaks_of_a_schema_counts() -> None:
    text = '[[compatibility]]\nmode = "FULL"\n\n[[compatibility]]\nmode = "NONE"\npath = "drafts/*"\n'
    assert review({"drafts/order.avsc": NEW}, {"drafts/order.avsc": OLD}, parse(text)) == ()

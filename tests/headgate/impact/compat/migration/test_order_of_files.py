"""Migrations of a change among the files that run before them."""

from __future__ import annotations

from headgate.change import Change, FileChange, Status
from headgate.facts.cache import Cache
from headgate.impact.compat.migration import Migration, formatted, includes, migrations
from headgate.review import Subject
from headgate.review_change import analyse
from headgate.source.checkout import Checkout
from headgate.source.snapshot import MemorySnapshot

FIRST = "--liquibase formatted sql\n--changeset ada:1\nCREATE TABLE t (a int);\n--rollback DROP TABLE t;\n"
SECOND = "--changeset ada:2 runInTransaction:false\nALTER TABLE t DROP COLUMN a;\n--rollback ALTER TABLE t ADD a int;\n"
MASTER = """<databaseChangeLog>
  <include file="second.xml" relativeToChangelogFile="true"/>
  <changeSet id="1" author="ada"><sqlFile path="db/changelog/third.sql"/></changeSet>
  <include file="classpath:db/changelog/first.xml"/>
  <include file="gone.xml"/>
</databaseChangeLog>
"""
PLAIN = '<databaseChangeLog><changeSet id="a" author="b"><dropTable tableName="%s"/></changeSet></databaseChangeLog>\n'


def added(head: dict[str, str], base: dict[str, str]) -> tuple[list[Migration], list[str]]:
    """The migrations of a change, and what it could not look at."""
    files = {
        path: FileChange(path, Status.MODIFIED if path in base else Status.ADDED, added=frozenset(range(1, 99)))
        for path in head
        if head[path] != base.get(path)
    }
    checkout = Checkout(Subject("x"), MemorySnapshot(head), MemorySnapshot(base), Change(files))
    comparison = analyse(checkout, Cache(None)).comparison
    assert comparison is not None
    return list(migrations(comparison)), [gap.what for gap in comparison.gaps]


def test_changesets_of_a_sql_file_are_told_apart_by_author_and_id() -> None:
    one, two = formatted.changesets(FIRST + SECOND)
    assert (one.id, one.line, one.last, one.shown) == ("ada:1", 2, 4, "CREATE TABLE t (a int);")
    assert (two.id, two.line, two.shown) == ("ada:2", 5, "ALTER TABLE t DROP COLUMN a;")


def test_a_changeset_that_is_added_to_a_file_runs_after_those_that_are_there() -> None:
    ((migration,), _) = added({"db/log.sql": FIRST + SECOND}, {"db/log.sql": FIRST})
    assert "CREATE TABLE" not in migration.text
    assert [change.kind for change in migration.judged("ddl-compat").changes] == ["ban-drop-column"]
    assert migration.judged("ddl-compat").changes[0].new_line == 6


def test_files_run_in_the_order_in_which_changelogs_include_them() -> None:
    files = {
        "src/main/resources/db/changelog/master.xml": MASTER,
        "src/main/resources/db/changelog/first.xml": PLAIN % "first",
        "src/main/resources/db/changelog/second.xml": PLAIN % "second",
        "src/main/resources/db/changelog/third.sql": "DROP TABLE third;\n",
    }
    order = includes.running_order(MemorySnapshot(files))
    assert [path.rpartition("/")[2] for path in order] == ["master.xml", "second.xml", "third.sql", "first.xml"]


def test_what_a_changelog_includes_and_nobody_has_is_a_gap() -> None:
    base = {"db/changelog/first.xml": PLAIN % "first", "db/changelog/second.xml": PLAIN % "second"}
    base |= {"db/changelog/third.sql": "DROP TABLE third;\n"}
    _, gaps = added(base | {"db/changelog/master.xml": MASTER}, base)
    assert "included file gone.xml" in gaps


def test_all_files_of_a_folder_run_by_name() -> None:
    text = "databaseChangeLog:\n  - includeAll:\n      path: parts\n      relativeToChangelogFile: true\n"
    files = {"db/changelog.yaml": text, "db/parts/b.sql": "SELECT 1;\n", "db/parts/a.xml": PLAIN % "a"}
    assert includes.running_order(MemorySnapshot(files)) == ("db/changelog.yaml", "db/parts/a.xml", "db/parts/b.sql")


def test_a_table_that_the_change_itself_makes_is_used_by_nobody() -> None:
    made = {"db/V2__a.sql": "CREATE TABLE t (a int);\n", "db/V3__b.sql": "ALTER TABLE t DROP COLUMN a;\n"}
    found, _ = added({"db/V1__x.sql": "SELECT 1;\n"} | made, {"db/V1__x.sql": "SELECT 1;\n"})
    assert [one.judged("ddl-compat").full for one in found] == [True, True]

    (only,), _ = added(made, {"db/V2__a.sql": made["db/V2__a.sql"]})
    assert only.judged("ddl-compat").full is False

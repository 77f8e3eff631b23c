"""Conventions of PostgreSQL migrations, told to those who ask for one by name."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from headgate.impact.compat import compare
from headgate.impact.compat.ddl import locks
from headgate.impact.compat.ddl.conventions import CONVENTIONS


def lines(script: str, *names: str) -> list[tuple[str, int]]:
    found = compare("ddl", "", script, "ddl-lock", "postgres", names or CONVENTIONS)
    return [(one.kind, one.new_line) for one in found.changes]


@pytest.mark.parametrize(
    ("name", "script"),
    [
        ("ban-char-field", "CREATE TABLE s.t (a text, b character(3))"),
        ("prefer-text-field", "ALTER TABLE s.t ADD COLUMN a varchar(3)"),
        ("prefer-timestamptz", "ALTER TABLE s.t ALTER COLUMN a TYPE timestamp(3)"),
        ("prefer-identity", "CREATE TABLE s.t (id bigserial PRIMARY KEY)"),
        ("prefer-bigint-over-int", "CREATE TABLE s.t (id int)"),
        ("require-table-schema", "DROP TABLE t"),
        ("require-enum-value-ordering", "ALTER TYPE s.mood ADD VALUE 'calm'"),
        ("ban-create-domain-with-constraint", "CREATE DOMAIN s.rate AS int CHECK (value > 0)"),
        ("ban-drop-not-null", "ALTER TABLE s.t ALTER COLUMN a DROP NOT NULL"),
        ("ban-truncate-cascade", "TRUNCATE s.t CASCADE"),
        ("ban-drop-database", "DROP DATABASE shop"),
        ("require-concurrent-partition-detach", "ALTER TABLE s.t DETACH PARTITION s.t_1"),
        ("require-concurrent-reindex", "REINDEX (CONCURRENTLY false) INDEX i"),
        ("require-timeout-settings", "SET lock_timeout = '1s'; COMMENT ON TABLE s.t IS 'x'"),
        ("prefer-robust-stmts", "SELECT 1; DROP INDEX i"),
        ("ban-concurrent-index-creation-in-transaction", "CREATE INDEX CONCURRENTLY i ON s.t (a); ANALYZE s.t"),
    ],
)
def test_where_a_script_departs_from_a_convention(name: str, script: str) -> None:
    assert lines(script, name) == [(name, 1)]
    assert name not in [change.kind for change in compare("ddl", "", script, "ddl-lock", "postgres").changes]


@pytest.mark.parametrize(
    ("name", "script"),
    [
        ("ban-char-field", 'CREATE TABLE s.t (a "char", b varchar, c text)'),
        ("prefer-text-field", "CREATE TABLE s.t (a varchar)"),
        ("prefer-timestamptz", "CREATE TABLE s.t (a timestamp(3) with time zone, b timestamptz)"),
        ("require-table-schema", "CREATE TEMP TABLE t (a int); DROP TABLE t"),
        ("require-enum-value-ordering", "ALTER TYPE s.mood ADD VALUE 'calm' BEFORE 'cross'"),
        ("ban-create-domain-with-constraint", "CREATE DOMAIN s.rate AS int"),
        ("require-timeout-settings", "SET lock_timeout = '1s'; SET LOCAL statement_timeout = 5; DROP TABLE s.t"),
        ("require-timeout-settings", "CREATE TABLE s.t (a int); INSERT INTO s.t VALUES (1)"),
        ("prefer-robust-stmts", "DROP INDEX i"),
        ("prefer-robust-stmts", "BEGIN; DROP INDEX i; COMMIT"),
        ("prefer-robust-stmts", "DROP INDEX IF EXISTS i; CREATE INDEX i ON s.t (a)"),
        ("ban-concurrent-index-creation-in-transaction", "CREATE INDEX CONCURRENTLY i ON s.t (a)"),
        (
            "ban-concurrent-index-creation-in-transaction",
            "-- +goose NO TRANSACTION\nCREATE INDEX CONCURRENTLY i ON s.t (a); ANALYZE s.t",
        ),
    ],
)
def test_where_a_script_keeps_to_a_convention(name: str, script: str) -> None:
    assert lines(script, name) == []


def test_nobody_is_told_of_conventions_unasked() -> None:
    assert compare("ddl", "", "CREATE TABLE t (a char(3), b serial)", "ddl-lock", "postgres").changes == ()


def test_a_limit_on_a_domain_is_checked_in_every_table_that_uses_it() -> None:
    (told,) = compare("ddl", "", "ALTER DOMAIN rate ADD CHECK (value > 0)", "ddl-lock", "postgres").changes

    assert told.kind == "ban-alter-domain-with-add-constraint"
    assert "NOT VALID" in told.safely


def test_every_kind_of_lock_may_be_asked_for() -> None:
    folder = Path(locks.__file__).parent
    source = " ".join(file.read_text(encoding="utf-8") for file in folder.glob("*.py"))
    assert set(re.findall(r'(?:lock|_told)\(\s*"([a-z-]+)"', source)) == set(locks.KINDS)


def test_a_change_that_nobody_knows_is_no_clean_script() -> None:
    found = compare("ddl", "", "SELECT 1", "ddl-lock", "postgres", ("prefer-txt-field",))
    assert found.unknown == ("there is no change called 'prefer-txt-field'",)

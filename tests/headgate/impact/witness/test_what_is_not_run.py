"""The reviewed SQL is hostile: what reaches beyond the tables at hand is not run, and the engine refuses it too."""

from __future__ import annotations

from pathlib import Path

import pytest

from headgate.impact.witness.run import run
from headgate.impact.witness.script import NotRunnable, Script, Step, Table, step

KNOWN = {"orders": "orders"}


@pytest.mark.parametrize(
    "text",
    [
        "select * from read_csv('/etc/passwd')",
        "select * from '/etc/passwd'",
        "select * from read_text('/etc/passwd')",
        "select * from glob('/*')",
        "select getenv('HOME') from orders",
        "select * from duckdb_settings()",
        "select current_setting('home_directory') from orders",
        "select * from query('select 1')",
        "select * from secrets",
        "select * from information_schema.tables",
        "select 1; drop table orders",
        "copy orders to '/tmp/x'",
        "attach '/tmp/x.db'",
        "install httpfs",
        "pragma database_list",
        "set enable_external_access = true",
        "insert into orders select * from orders",
        "with recursive t as (select 1), u as (select * from parquet_scan('/x')) select * from u",
    ],
)
def test_what_is_no_select_over_known_tables_is_refused(text: str) -> None:
    with pytest.raises(NotRunnable):
        step("model", text, "duckdb", KNOWN)


@pytest.mark.parametrize(
    "sql",
    [
        "select * from read_csv('{path}')",
        "select * from '{path}'",
        "select * from read_text('{path}')",
        "select * from glob('{folder}/*')",
    ],
)
def test_the_engine_opens_no_file_even_where_a_text_slips_through(sql: str, tmp_path: Path) -> None:
    path = tmp_path / "secret.csv"
    path.write_text("a\n1\n", encoding="utf-8")
    told = sql.format(path=path, folder=tmp_path)
    script = Script((), (Step("model", told, told, ()),))
    (seen,) = run((script, script, ("model",)))
    assert seen.kind == "not run"
    assert "secret" not in seen.detail.replace(str(path), "")


def test_a_row_that_only_one_version_gives_is_the_witness() -> None:
    orders = Table("orders", (("id", "bigint"), ("amount", "double")), (("1", "5"), ("2", "15"), ("3", "")))
    versions = [
        Script((orders,), (step("model", f"select id, amount from orders where amount > {limit}", "duckdb", KNOWN),))
        for limit in (1, 10)
    ]
    (seen,) = run((versions[0], versions[1], ("model",)))
    assert (seen.kind, seen.count, seen.detail) == ("rows", (2, 1), "only on the base: id = 1, amount = 5")


def test_a_column_with_other_values_is_named() -> None:
    orders = Table("orders", (("id", "bigint"), ("amount", "double")), (("1", "5"), ("2", "15")))
    versions = [
        Script((orders,), (step("model", f"select id, amount * {factor} as total from orders", "duckdb", KNOWN),))
        for factor in (1, 2)
    ]
    (seen,) = run((versions[0], versions[1], ("model",)))
    assert (seen.kind, seen.columns) == ("values", ("total",))


def test_what_the_head_alone_cannot_run_fails_in_the_engines_words() -> None:
    orders = Table("orders", (("id", "bigint"),), (("1",),))
    versions = [
        Script((orders,), (step("model", f"select {name} from orders", "duckdb", KNOWN),)) for name in ("id", "total")
    ]
    (seen,) = run((versions[0], versions[1], ("model",)))
    assert seen.kind == "fails"
    assert '"total"' in seen.detail


def test_what_differs_between_two_runs_of_itself_is_no_witness() -> None:
    orders = Table("orders", (("id", "bigint"),), (("1",), ("2",)))
    versions = [
        Script((orders,), (step("model", f"select id, random() * {n} as r from orders", "duckdb", KNOWN),))
        for n in (1, 2)
    ]
    (seen,) = run((versions[0], versions[1], ("model",)))
    assert not seen.steady

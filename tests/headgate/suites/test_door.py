"""The database behind which a sample is opened: what it reads, and what it does not let out or in."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from headgate.errors import HeadgateError
from headgate.suites.sample.door import opened
from headgate.suites.sample.given import Given, given_at


def test_every_format_is_read_under_the_name_of_its_file(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("id,code\n1,007\n2,\n", encoding="utf-8")
    (tmp_path / "b.jsonl").write_text('{"id": 1, "on": "2024-01-01"}\n', encoding="utf-8")
    with duckdb.connect() as made:
        made.execute(f"copy (select 1 as id, 2.5 as x) to '{tmp_path / 'c.parquet'}'")
    with duckdb.connect(str(tmp_path / "d.duckdb")) as made:
        made.execute("create table e as select 1 as id")
    sources, gaps = given_at(tmp_path)
    database = opened(sources)
    assert gaps == ()
    assert database.columns["a"] == {"id": "integer", "code": "text"}
    assert database.all("select code from a order by id") == [("007",), (None,)]
    assert {"b", "c", "e"} <= set(database.columns)


def test_a_view_in_a_database_is_not_run(tmp_path: Path) -> None:
    path = tmp_path / "shop.duckdb"
    with duckdb.connect(str(path)) as made:
        made.execute("create table orders as select 1 as id")
        made.execute("create view secrets as select * from read_csv('/etc/passwd')")
    database = opened(given_at(path)[0])
    assert set(database.columns) == {"orders"}


@pytest.mark.parametrize(
    "query",
    [
        "select * from read_csv('/etc/passwd')",
        "select * from read_text('/proc/self/environ')",
        "copy (select 1) to '/tmp/headgate-was-here.csv'",
        "install httpfs",
        "set enable_external_access = true",
        "attach '/tmp/headgate-other.duckdb' as other",
    ],
)
def test_nothing_but_the_sample_is_reached(tmp_path: Path, query: str) -> None:
    (tmp_path / "a.csv").write_text("id\n1\n", encoding="utf-8")
    database = opened(given_at(tmp_path)[0])
    with pytest.raises(duckdb.Error):
        database.connection.execute(query)
    assert not Path("/tmp/headgate-was-here.csv").exists()


def test_a_link_out_of_the_folder_is_a_gap(tmp_path: Path) -> None:
    (tmp_path / "elsewhere.csv").write_text("id\n1\n", encoding="utf-8")
    inside = tmp_path / "sample"
    inside.mkdir()
    (inside / "a.csv").write_text("id\n1\n", encoding="utf-8")
    (inside / "b.csv").symlink_to(tmp_path / "elsewhere.csv")
    sources, gaps = given_at(inside)
    assert [one.name for one in sources] == ["a"]
    assert [gap.path for gap in gaps] == ["b.csv"]


def test_a_file_that_is_none_of_its_kind_is_a_gap_and_the_others_are_read(tmp_path: Path) -> None:
    (tmp_path / "broken.parquet").write_bytes(b"not parquet")
    (tmp_path / "a.csv").write_text("id\n1\n", encoding="utf-8")
    database = opened(given_at(tmp_path)[0])
    assert set(database.columns) == {"a"}
    assert [gap.path for gap in database.gaps] == ["broken"]


def test_names_that_break_out_of_quotes_are_not_looked_at() -> None:
    given = Given("t", "lines", columns=("id", 'x"; drop table t; --', "{this}"), lines=(("1", "2", "3"),))
    database = opened([given])
    assert database.columns["t"] == {"id": "integer"}
    assert len(database.gaps) == 2


@pytest.mark.parametrize("name", ["nowhere.csv", "notes.txt"])
def test_what_is_no_sample_is_said_in_a_sentence(tmp_path: Path, name: str) -> None:
    (tmp_path / "notes.txt").write_text("hello", encoding="utf-8")
    with pytest.raises(HeadgateError, match=name):
        given_at(tmp_path / name)

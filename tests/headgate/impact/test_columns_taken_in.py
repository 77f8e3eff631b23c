"""What a query calls its columns is not always what the table calls them."""

from __future__ import annotations

import pytest

from headgate.facts.cache import Cache
from headgate.impact.refusals import all_refusals
from headgate.rules.gather import gather
from headgate.settings import Settings
from headgate.source.snapshot import MemorySnapshot


def refused(files: dict[str, str], dialect: str = "") -> list[str]:
    project = gather(MemorySnapshot(files), Settings(dialect=dialect), Cache(None)).project
    return [one.fault.name for one in all_refusals(project)]


def shop(config: str) -> dict[str, str]:
    return {
        "dbt_project.yml": "name: shop\n",
        "models/names.sql": f"{config}select id, display_name from raw.courses",
        "models/reader.sql": "select n.course_name from {{ ref('names') }} n",
    }


def test_a_view_has_the_columns_of_its_query() -> None:
    assert refused(shop("")) == ["course_name"]


def test_a_materialization_that_dbt_does_not_know_may_call_them_otherwise() -> None:
    assert not refused(shop("{{ config(materialized='dictionary', fields=[('course_name', 'String')]) }}\n"))


@pytest.mark.parametrize(
    ("declared", "faults"),
    [
        ("", []),
        ("create table t (a int, c int);", []),
        ("create table t (a int, b int);", ["c"]),
    ],
    ids=["of an unknown table", "of a known one, by position", "that the table does not have"],
)
def test_an_insert_fills_columns_by_the_names_of_the_table(declared: str, faults: list[str]) -> None:
    files = {
        "t.sql": declared or "select 1",
        "fill.sql": "insert into t select x, y from s",
        "read.sql": "create table r as select c from t",
    }
    assert refused(files, "postgres") == faults

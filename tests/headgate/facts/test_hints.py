"""The SQL dialect of each file, and why it is held to be that."""

from __future__ import annotations

import pytest

from headgate.facts.hints import hinter
from headgate.settings import Settings
from headgate.source.snapshot import MemorySnapshot

PROFILES = "shop:\n  target: prod\n  outputs:\n    prod: {type: snowflake}\n    dev: {type: duckdb}\nother:\n  outputs:\n    x: {type: bigquery}\n"


def dialect(files: dict[str, str], path: str, settings: Settings | None = None) -> tuple[str, str]:
    snapshot = MemorySnapshot(files)
    texts = {name: snapshot.text_of(name) or "" for name in snapshot.paths}
    hints = hinter(snapshot, settings or Settings(), texts)(path)
    return hints.dialect, hints.dialect_reason


@pytest.mark.parametrize(
    ("files", "told"),
    [
        ({"ci/profiles.yml": PROFILES}, ("snowflake", "ci/profiles.yml")),
        ({"requirements.txt": "dbt-core==1.8\ndbt-bigquery>=1.8\n"}, ("bigquery", "dbt's adapter in requirements.txt")),
        ({"requirements.txt": "dbt-core\ndbt-postgres\ndbt-snowflake\n"}, ("", "")),
        (
            {"models/a.sql": "select a from `p.d.t`"},
            ("bigquery", "`project.dataset.table` in backticks in 1 file beside it"),
        ),
        (
            {"models/a.sql": "{{ config(file_format='delta') }} select 1"},
            ("spark", "file_format in config() in 1 file beside it"),
        ),
        ({}, ("", "")),
    ],
)
def test_a_dbt_project_says_its_adapter(files: dict[str, str], told: tuple[str, str]) -> None:
    assert (
        dialect({"dbt_project.yml": "name: shop\nprofile: shop\n", "models/m.sql": "select 1", **files}, "models/m.sql")
        == told
    )


def test_settings_of_one_adapter_in_the_project_file_tell() -> None:
    project = "name: shop\nmodels:\n  shop:\n    +snowflake_warehouse: big\n"
    assert dialect({"dbt_project.yml": project}, "models/m.sql") == (
        "snowflake",
        "snowflake_warehouse in dbt_project.yml",
    )


def test_profiles_that_disagree_tell_nothing() -> None:
    files = {
        "dbt_project.yml": "name: p\nprofile: p\n",
        "a/profiles.yml": "p:\n  outputs:\n    x: {type: snowflake}\n",
        "b/profiles.yml": "p:\n  outputs:\n    x: {type: bigquery}\n",
    }
    assert dialect(files, "models/m.sql") == ("", "")


def test_settings_go_before_everything() -> None:
    assert dialect({"q.sql": "select a from `p.d.t`"}, "q.sql", Settings(dialect="spark")) == (
        "spark",
        "set in headgate.toml",
    )


def test_plain_sql_tells_for_itself_or_for_its_neighbours() -> None:
    files = {
        "db/V1__a.sql": "create table a (id bigserial primary key)",
        "db/V2__b.sql": "alter table a add b int",
        "lake/c.sql": "create table c using delta as select 1",
    }
    assert dialect(files, "db/V1__a.sql") == ("postgres", "PostgreSQL's types")
    assert dialect(files, "db/V2__b.sql") == ("postgres", "PostgreSQL's types in 1 file beside it")
    assert dialect(files, "lake/c.sql")[0] == "spark"


def test_mixed_marks_in_one_file_tell_nothing() -> None:
    assert dialect({"q.sql": "select a::jsonb from `p.d.t`"}, "q.sql") == ("", "")


@pytest.mark.parametrize(
    "text", ["", "[", "shop: 1", "shop:\n  outputs: [a]", "shop:\n  outputs:\n    x: {type: unheard_of}"]
)
def test_odd_profiles_tell_nothing(text: str) -> None:
    assert dialect({"dbt_project.yml": "name: shop\n", "profiles.yml": text}, "models/m.sql") == ("", "")

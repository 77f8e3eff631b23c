"""Several dbt projects in one repository that have models of the same name."""

from __future__ import annotations

from headgate.dataset import DatasetId, table
from headgate.facts.cache import Cache
from headgate.facts.project import Project
from headgate.rules.gather import gather
from headgate.settings import Settings
from headgate.source.snapshot import MemorySnapshot

_FILES = {
    "one/dbt_project.yml": "name: one\n",
    "one/models/stg_orders.sql": "select id, total from raw.orders\n",
    "one/models/mart.sql": "select id, total from {{ ref('stg_orders') }}\n",
    "two/dbt_project.yml": "name: two\n",
    "two/models/stg_orders.sql": "select id, buyer from pg.orders\n",
    "two/models/board.sql": "select id, buyer from {{ ref('stg_orders') }}\n",
}


def project_of(files: dict[str, str]) -> Project:
    return gather(MemorySnapshot(files), Settings(), Cache(None)).project


def _columns(project: Project, dataset: DatasetId) -> list[str]:
    return [column.name for column in project.graph.nodes[dataset].columns]


def test_each_project_means_its_own_model() -> None:
    project = project_of(_FILES)
    assert _columns(project, DatasetId("dbt://one", "stg_orders")) == ["id", "total"]
    assert _columns(project, DatasetId("dbt://two", "stg_orders")) == ["id", "buyer"]
    assert table("stg_orders") not in project.graph.nodes
    sources = {edge.source for edge in project.graph.edges if edge.target.dataset == table("board")}
    assert {source.dataset for source in sources} == {DatasetId("dbt://two", "stg_orders")}


def test_projects_of_one_name_are_told_apart_by_their_folders() -> None:
    files = _FILES | {"two/dbt_project.yml": "name: one\n"}
    assert _columns(project_of(files), DatasetId("dbt://two", "stg_orders")) == ["id", "buyer"]


def test_a_reader_outside_of_them_is_told_that_it_cannot_be_settled() -> None:
    project = project_of(_FILES | {"report.sql": "insert into lake.report select id from stg_orders;\n"})
    gaps = [gap for gap in project.gaps() if gap.path == "report.sql"]
    assert [gap.what for gap in gaps] == ["name `stg_orders`"]


def test_a_model_of_one_project_alone_keeps_its_plain_name() -> None:
    project = project_of(_FILES)
    assert _columns(project, table("mart")) == ["id", "total"]


def test_a_package_beside_its_own_tests_shares_its_models() -> None:
    files = {
        "dbt_project.yml": "name: package\n",
        "models/stg_orders.sql": "select id from raw.orders\n",
        "integration_tests/dbt_project.yml": "name: package_tests\n",
        "integration_tests/models/seen.sql": "select id from {{ ref('stg_orders') }}\n",
    }
    assert _columns(project_of(files), table("stg_orders")) == ["id"]

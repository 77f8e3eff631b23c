"""A manifest and a catalogue beside the project that they speak of."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from headgate.dataset import table
from headgate.facts.cache import Cache
from headgate.facts.dbt.artifacts.reading import checksum_of
from headgate.facts.project import Project
from headgate.gap import Gap, GapKind
from headgate.rules.gather import gather
from headgate.settings import Bounds, Settings
from headgate.source.snapshot import FolderSnapshot

PROJECT = "name: shop\nversion: '1'\nprofile: shop\nmodel-paths: [models]\n"
STAGING = "select id, amount from {{ source('raw', 'payments') }}"
SOURCES = "version: 2\nsources:\n  - name: raw\n    tables:\n      - name: payments\n"
MANIFEST_SCHEMA = "https://schemas.getdbt.com/dbt/manifest/v12.json"


def node(sql: str, compiled: str = "", depends: tuple[str, ...] = ("source.shop.raw.payments",)) -> dict[str, object]:
    return {
        "resource_type": "model",
        "name": "stg",
        "package_name": "shop",
        "original_file_path": "models/stg.sql",
        "relation_name": '"db"."main"."stg"',
        "checksum": {"name": "sha256", "checksum": checksum_of(sql)},
        "depends_on": {"macros": [], "nodes": list(depends)},
        "compiled_code": compiled,
    }


def manifest(stg: dict[str, object]) -> str:
    source = {"schema": "raw", "identifier": "payments", "relation_name": '"db"."raw"."payments"'}
    return json.dumps(
        {
            "metadata": {
                "dbt_schema_version": MANIFEST_SCHEMA,
                "project_name": "shop",
                "adapter_type": "postgres",
                "generated_at": "2025-01-01T00:00:00Z",
            },
            "nodes": {"model.shop.stg": stg},
            "sources": {"source.shop.raw.payments": source},
        }
    )


def project(root: Path, files: dict[str, str], bounds: Bounds | None = None) -> Project:
    texts = {"dbt_project.yml": PROJECT, "models/stg.sql": STAGING, "models/src.yml": SOURCES, **files}
    for path, text in texts.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text)
    settings = Settings(dialect="postgres", bounds=bounds or Bounds())
    return gather(FolderSnapshot(root, settings.bounds), settings, Cache(None)).project


def gaps(found: Project) -> list[Gap]:
    return [gap for gap in found.gaps() if "manifest" in gap.why or "manifest" in gap.what]


def test_a_manifest_that_agrees_says_nothing(tmp_path: Path) -> None:
    fresh = node(STAGING, 'select id, amount from "db"."raw"."payments"')
    assert gaps(project(tmp_path, {"target/manifest.json": manifest(fresh)})) == []


def test_what_differs_is_a_gap_that_says_what(tmp_path: Path) -> None:
    other = node(STAGING, "select id, amount, 1 as extra from x", ("source.shop.raw.payments", "model.shop.rates"))
    said = {gap.why for gap in gaps(project(tmp_path, {"target/manifest.json": manifest(other)}))}
    assert said == {
        "our rendering differs from manifest.json: it does not see that the model depends on `rates`",
        "our rendering differs from manifest.json: it does not make `extra`",
    }


def test_a_stale_manifest_is_told_and_not_believed(tmp_path: Path) -> None:
    stale = node("select 1", "select nothing from x", ("model.shop.rates",))
    (gap,) = gaps(project(tmp_path, {"target/manifest.json": manifest(stale)}))
    assert "models/stg.sql" in gap.why
    assert "not believed" in gap.why


def test_compiled_sql_stands_in_where_our_rendering_is_open(tmp_path: Path) -> None:
    sql = "select id, {{ unknown_macro() }} from {{ source('raw', 'payments') }}"
    fresh = node(sql, 'select id, amount, paid_at from "db"."raw"."payments"')
    found = project(tmp_path, {"models/stg.sql": sql, "target/manifest.json": manifest(fresh)})
    made = found.graph.nodes[table("stg")]
    assert ([column.name for column in made.columns], made.complete) == (["id", "amount", "paid_at"], True)
    assert "raw.payments.paid_at" in {str(edge.source) for edge in found.graph.edges}
    assert GapKind.ASSUMED in {gap.kind for gap in gaps(found)}


def test_a_catalogue_tells_the_columns_of_sources(tmp_path: Path) -> None:
    columns = {"ID": {"name": "ID", "index": 1, "type": "INT"}, "AMOUNT": {"name": "AMOUNT", "index": 2, "type": "INT"}}
    source = {"metadata": {"schema": "RAW", "name": "PAYMENTS"}, "columns": columns}
    catalog = {
        "metadata": {"dbt_schema_version": "https://schemas.getdbt.com/dbt/catalog/v1.json"},
        "nodes": {},
        "sources": {"source.shop.raw.payments": source},
    }
    star = "select * from {{ source('raw', 'payments') }}"
    found = project(tmp_path, {"models/stg.sql": star, "target/catalog.json": json.dumps(catalog)})
    made = found.graph.nodes[table("stg")]
    assert ([column.name for column in made.columns], made.complete) == (["id", "amount"], True)


@pytest.mark.parametrize("text", ["{", "[" * 50_000, '{"metadata": {"dbt_schema_version": 1}, "nodes": [3]}', '"x"'])
def test_hostile_artifacts_do_no_harm(tmp_path: Path, text: str) -> None:
    head = (
        f'{{"metadata": {{"dbt_schema_version": "{MANIFEST_SCHEMA}"}}, "nodes": {{"model.a": 3, "b": {{"x": [1]}}}}}}'
    )
    assert project(tmp_path, {"target/manifest.json": text}).graph.nodes
    assert project(tmp_path, {"target/manifest.json": head}).graph.nodes
    assert project(tmp_path, {"target/manifest.json": head[:-9]}).graph.nodes


def test_an_artifact_has_a_bound_of_its_own(tmp_path: Path) -> None:
    text = manifest(node(STAGING, 'select id, amount from "db"."raw"."payments"'))
    small = Bounds(max_file_bytes=500, max_artifact_bytes=100_000)
    assert gaps(project(tmp_path, {"target/manifest.json": text}, small)) == []
    smaller = Bounds(max_artifact_bytes=500)
    told = project(tmp_path, {"target/manifest.json": text}, smaller)
    assert any("max_artifact_bytes" in gap.why for gap in told.gaps())


def test_what_dbt_rendered_is_not_read_again(tmp_path: Path) -> None:
    found = project(tmp_path, {"target/compiled/shop/models/stg.sql": "select 1 as other"})
    assert "target/compiled/shop/models/stg.sql" not in found.files

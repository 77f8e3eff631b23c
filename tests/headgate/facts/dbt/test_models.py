"""dbt projects, read whole: models in their context, lineage, gaps."""

from __future__ import annotations

from pathlib import Path

from headgate.dataset import table
from headgate.facts.cache import Cache
from headgate.gap import GapKind
from headgate.rules.gather import Gathered, gather
from headgate.settings import Bounds, Settings
from headgate.source.snapshot import MemorySnapshot

PROJECT = "name: shop\nmodel-paths: [models]\n"
SOURCES = "sources:\n  - name: raw\n    schema: lake\n    tables:\n      - name: orders\n"


def read(files: dict[str, str], settings: Settings | None = None, cache: Cache | None = None) -> Gathered:
    chosen = settings or Settings()
    return gather(MemorySnapshot({"dbt_project.yml": PROJECT, **files}, chosen.bounds), chosen, cache or Cache(None))


def columns(gathered: Gathered, name: str) -> list[str]:
    node = gathered.project.graph.nodes[table(name)]
    assert node.complete
    return [column.name for column in node.columns]


def test_columns_flow_from_sources_through_macros_and_stars() -> None:
    files = {
        "macros/money.sql": "{% macro dollars(c) %}({{ c }} / 100){% endmacro %}",
        "models/sources.yml": SOURCES,
        "models/stg.sql": "select id, {{ dollars('cents') }} as amount from {{ source('raw', 'orders') }}",
        "models/orders.sql": "with stg as (select * from {{ ref('stg') }}) select * from stg",
    }
    gathered = read(files)
    assert columns(gathered, "orders") == ["id", "amount"]
    edges = {(str(e.source), str(e.target)) for e in gathered.project.graph.edges if e.target.column}
    assert ("lake.orders.cents", "stg.amount") in edges
    assert ("stg.amount", "orders.amount") in edges


def test_a_model_may_have_a_query_of_its_own_name_in_it() -> None:
    files = {
        "models/orders.sql": "select 1 as id",
        "models/m.sql": "with orders as (select id as a from {{ ref('orders') }}), b as (select id from {{ ref('orders') }}) select a, id from orders, b",
    }
    gathered = read(files)
    assert columns(gathered, "m") == ["a", "id"]
    (job,) = gathered.project.graph.writers[table("m")]
    assert {use.dataset for use in job.reads} == {table("orders")}


def test_an_unknown_macro_leaves_the_columns_open_and_is_told() -> None:
    gathered = read(
        {"models/m.sql": "select id, {{ pkg.more() }} from {{ ref('x') }}", "models/x.sql": "select 1 as id"}
    )
    assert not gathered.project.graph.nodes[table("m")].complete
    (gap,) = gathered.project.files["models/m.sql"].gaps
    assert (gap.what, gap.kind) == ("template: pkg.more", GapKind.UNRESOLVED)


def test_an_unknown_macro_where_no_name_can_stand_is_left_out() -> None:
    gathered = read(
        {
            "models/m.sql": "select id from {{ ref('x') }} where id > 1 {{ pkg.more() }}",
            "models/x.sql": "select 1 as id",
        }
    )
    assert [use.dataset for use in gathered.project.files["models/m.sql"].statements[0].reads] == [table("x")]
    assert not gathered.project.graph.nodes[table("m")].complete


def test_a_changed_macro_reads_the_models_anew(tmp_path: Path) -> None:
    cache = Cache(tmp_path / "facts.sqlite3")
    files = {
        "macros/m.sql": "{% macro c() %}1{% endmacro %}",
        "models/a.sql": "select {{ c() }} as a",
        "models/b.yml": "models: []",
    }
    assert read(files, cache=cache).read == 4
    assert read(files, cache=cache).read == 0
    changed = read({**files, "macros/m.sql": "{% macro c() %}2{% endmacro %}"}, cache=cache)
    assert changed.read == 2


def test_models_of_other_folders_are_found_by_the_project_file() -> None:
    files = {
        "dbt_project.yml": "name: shop\nmodel-paths: [sql]\nmacro-paths: [jinja]\n",
        "jinja/m.sql": "{% macro c() %}1{% endmacro %}",
        "sql/a.sql": "select {{ c() }} as a",
    }
    assert columns(read(files), "a") == ["a"]


def test_a_template_that_never_ends_is_a_gap_of_one_file() -> None:
    settings = Settings(bounds=Bounds(worker_memory_mb=1_500))
    files = {
        "models/bad.sql": "{% for a in range(9999) %}{% for b in range(9999) %}{{ a }}{% endfor %}{% endfor %}",
        "models/worse.sql": "{% set n = namespace(x=['a']) %}{% for i in range(99) %}{% set n.x = [n.x, n.x] %}{% endfor %}{{ n.x|tojson }}",
        "models/good.sql": "select 1 as id",
    }
    gathered = read(files, settings)
    assert columns(gathered, "good") == ["id"]
    for path in ("models/bad.sql", "models/worse.sql"):
        assert gathered.project.files[path].gaps, path


def test_a_broken_template_still_makes_the_model_known() -> None:
    gathered = read({"models/a.sql": "select {% if %}"})
    facts = gathered.project.files["models/a.sql"]
    assert facts.dbt is not None
    assert facts.dbt.nodes[0].name == "a"
    assert facts.gaps[0].what == "template"


def test_python_models_tell_what_they_read() -> None:
    text = "def model(dbt, session):\n    dbt.config(materialized='table')\n    a = dbt.ref('x')\n    return a.join(dbt.source('raw', 'orders'))\n"
    facts = read({"models/p.py": text, "models/sources.yml": SOURCES}).project.files["models/p.py"]
    assert facts.dbt is not None
    assert facts.dbt.nodes[0].refs == (("x", 3), ("raw.orders", 4))
    assert [use.dataset for use in facts.jobs[0].reads] == [table("x"), table("lake.orders")]


def test_lines_of_statements_are_those_of_the_file() -> None:
    text = "{{ config(\n  materialized='table'\n) }}\n\nselect\n  id\nfrom {{ ref('x') }}\n"
    facts = read({"models/m.sql": text, "models/x.sql": "select 1 as id"}).project.files["models/m.sql"]
    assert (facts.statements[0].line, facts.statements[0].reads[0].line) == (5, 7)


def test_names_are_put_right_in_subqueries_too() -> None:
    files = {
        "models/orders.sql": "select 1 as id",
        "models/m.sql": "with orders as (select 2 as id) select id from orders where id in (select id from {{ ref('orders') }})",
    }
    gathered = read(files)
    (job,) = gathered.project.graph.writers[table("m")]
    assert [use.dataset for use in job.reads] == [table("orders")]
    assert not [node for node in gathered.project.graph.nodes if "headgate_ref" in node.name]


def test_versions_of_a_model_are_told_apart_whatever_their_files_are_called() -> None:
    properties = (
        "models:\n  - name: dim\n    latest_version: 2\n    versions:\n      - v: 1\n      - v: 2\n        defined_in: dim_new\n"
        "exposures:\n  - name: board\n    depends_on:\n      - ref('dim', v=1)\n      - ref('dim')\n"
    )
    found = read(
        {
            "models/dim_v1.sql": "select 1 as id, 2 as old_name",
            "models/dim_new.sql": "select 1 as id, 2 as name",
            "models/dim.yml": properties,
            "models/latest.sql": "select * from {{ ref('dim') }}",
            "models/first.sql": "\nselect * from {{ ref('dim', v=1) }}",
        }
    )
    assert columns(found, "latest") == ["id", "name"]
    assert columns(found, "first") == ["id", "old_name"]
    reads = {job.name: [(use.dataset.name, use.line) for use in job.reads] for job in found.project.graph.jobs}
    assert reads["model.first"] == [("dim_v1", 2)]
    assert [name for name, _ in reads["exposure.board"]] == ["dim_v1", "dim_v2"]

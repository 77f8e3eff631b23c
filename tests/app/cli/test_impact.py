"""`headgate impact` as a user meets it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.app.cli.test_commands import headgate

PROJECT = "name: shop\nversion: '1.0'\nprofile: shop\nmodel-paths: [models]\nseed-paths: [seeds]\n"
FILES = {
    "dbt_project.yml": PROJECT,
    "profiles.yml": "shop:\n  target: dev\n  outputs:\n    dev: {type: duckdb, path: x.db}\n",
    "seeds/raw_orders.csv": "id,amount\n1,5\n2,15\n3,25\n",
    "models/stg_orders.sql": "select id, amount from {{ ref('raw_orders') }} where amount > 1",
    "models/fct_orders.sql": "select id, amount * 2 as total from {{ ref('stg_orders') }}",
    "models/ids.sql": "select id from {{ ref('raw_orders') }}",
}
PATCH = """\
--- a/models/stg_orders.sql
+++ b/models/stg_orders.sql
@@ -1 +1 @@
-select id, amount from {{ ref('raw_orders') }} where amount > 1
\\ No newline at end of file
+select id, amount from {{ ref('raw_orders') }} where amount > 10
\\ No newline at end of file
"""


@pytest.fixture
def repo(tmp_path: Path) -> Path:
    for name, text in FILES.items():
        path = tmp_path / "repo" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    (tmp_path / "change.patch").write_text(PATCH, encoding="utf-8")
    return tmp_path / "repo"


def asked(repo: Path, *more: str) -> str:
    code, out, err = headgate("impact", str(repo), "--patch", str(repo.parent / "change.patch"), "--no-cache", *more)
    assert (code, err) == (0, "")
    return out


def test_json_tells_effect_way_witness_and_what_to_rebuild(repo: Path) -> None:
    told = json.loads(asked(repo, "--format", "json"))
    assert {name: one["effect"] for name, one in told["models"].items()} == {
        "stg_orders": "rows_change",
        "fct_orders": "rows_change",
    }
    assert told["select"] == "stg_orders+"
    evidence = {(one["kind"], one["text"]) for one in told["models"]["fct_orders"]["evidence"]}
    assert ("lineage", "stg_orders → fct_orders at models/fct_orders.sql:1") in evidence
    assert (
        "execution",
        "run on DuckDB over the seeds' own rows: 3 rows became 2; only on the base: id = 1, total = 10",
    ) in evidence


def test_without_execution_nothing_is_run_and_the_effects_stand(repo: Path) -> None:
    told = json.loads(asked(repo, "--format", "json", "--no-execute"))
    assert told["models"]["fct_orders"]["effect"] == "rows_change"
    assert [one["kind"] for one in told["models"]["fct_orders"]["evidence"]] == ["lineage"]


def test_markdown_draws_what_is_hit_and_names_the_selection(repo: Path) -> None:
    told = asked(repo, "--format", "markdown")
    assert "```mermaid\nflowchart LR\n" in told
    assert 'n0["stg_orders"]' in told
    assert "`dbt build --select stg_orders+`" in told
    assert "3 rows became 2" in told

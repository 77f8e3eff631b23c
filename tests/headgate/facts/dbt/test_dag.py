"""The graph of a dbt project: parents, children, and ways up to sources."""

from __future__ import annotations

from headgate.facts.cache import Cache
from headgate.facts.dbt.dag import Dag
from headgate.facts.dbt.view import views
from headgate.rules.gather import gather
from headgate.settings import Settings
from headgate.source.snapshot import MemorySnapshot

FILES = {
    "dbt_project.yml": "name: shop\n",
    "models/s.yml": "sources:\n  - name: raw\n    tables:\n      - name: orders\n",
    "models/a.sql": "select * from {{ source('raw', 'orders') }}\n",
    "models/b.sql": "select * from {{ ref('a') }}\n",
    "models/c.sql": "select * from {{ ref('b') }} join {{ ref('a') }} using (id)\n",
    "models/gone.sql": "{{ config(enabled=false) }} select * from {{ ref('a') }}\n",
}


def dag() -> Dag:
    (view,) = views(gather(MemorySnapshot(FILES), Settings(), Cache(None)).project)
    return Dag(view)


def test_edges_run_from_what_is_read_to_who_reads_it() -> None:
    found = dag()
    assert [edge.parent for edge in found.parents["c"]] == ["b", "a"]
    assert sorted(edge.child for edge in found.children["a"]) == ["b", "c"]
    assert found.children["raw.orders"][0].of_source


def test_disabled_models_read_nothing() -> None:
    assert "gone" not in dag().models


def test_sources_behind_a_model_are_followed_to_the_top() -> None:
    assert dag().sources_behind("c") == {"raw"}


def test_the_longest_chain_is_taken() -> None:
    assert dag().longest_chain("c", frozenset("abc")) == ("a", "b", "c")

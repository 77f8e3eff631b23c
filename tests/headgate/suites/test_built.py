"""Models that are made from a sample by the repository's own queries."""

from __future__ import annotations

from collections.abc import Mapping

from headgate.facts.cache import Cache
from headgate.facts.project import Project
from headgate.rules.gather import gather
from headgate.settings import Settings
from headgate.source.snapshot import MemorySnapshot
from headgate.suites.rule import State
from headgate.suites.suggest import suggest
from headgate.suites.suite import Suggestion

SEED = "id,customer,amount\n" + "".join(f"{n},{n % 12 + 1},{n * 7 % 50 + 1}\n" for n in range(1, 61))
FILES = {
    "dbt_project.yml": "name: shop\nversion: '1.0'\nprofile: shop\nmodel-paths: [models]\nseed-paths: [seeds]\n",
    "seeds/raw_orders.csv": SEED,
    "models/stg_orders.sql": "select id as order_id, customer as customer_id, amount from {{ ref('raw_orders') }}",
    "models/customers.sql": (
        "select customer_id, count(*) as orders, sum(amount) as spent from {{ ref('stg_orders') }} group by customer_id"
    ),
}


def project(files: Mapping[str, str]) -> Project:
    return gather(MemorySnapshot(dict(files)), Settings(), Cache(None)).project


def told(found: Suggestion) -> set[tuple[str, str]]:
    return {(r.rule.dataset, str(getattr(r.rule.check, "words", ""))) for r in found.rules if r.state is State.OFFERED}


def test_seeds_are_samples_of_themselves_and_of_the_models_made_from_them() -> None:
    found = suggest(project(FILES), None)
    assert dict(found.rows) == {"raw_orders": 60, "stg_orders": 60, "customers": 12}
    assert found.built == {"stg_orders", "customers"}


def test_a_copy_is_not_compared_with_what_it_was_copied_from() -> None:
    assert not [words for dataset, words in told(suggest(project(FILES), None)) if "raw_orders" in words]


def test_a_query_that_reaches_outside_is_not_run() -> None:
    hostile = {**FILES, "models/stg_orders.sql": "select * from read_csv('/etc/passwd') -- {{ ref('raw_orders') }}"}
    found = suggest(project(hostile), None)
    assert "stg_orders" not in dict(found.rows)


def test_a_query_that_the_engine_refuses_is_a_gap() -> None:
    wrong = {**FILES, "models/customers.sql": "select nothing_like_it from {{ ref('stg_orders') }}"}
    found = suggest(project(wrong), None)
    assert [gap.path for gap in found.gaps] == ["customers"]

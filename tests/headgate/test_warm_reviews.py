"""A review that finds answers of earlier runs says the very same as one that finds none."""

from __future__ import annotations

import subprocess
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from headgate.facts.cache import Cache
from headgate.review import Coverage, Review
from headgate.review_change import analyse
from headgate.source import checkout

PROJECT = {
    "dbt_project.yml": "name: shop\n",
    "models/schema.yml": """
version: 2
models:
  - name: daily
    columns: [{name: daily_key, tests: [unique]}, {name: shop_identifier}]
  - name: totals
    columns: [{name: shop_id}, {name: amounts}]
""",
    "models/orders.sql": "select id as order_id, shop_id, order_date, amount from raw.orders where amount > 0\n",
    "models/daily.sql": """
with grouped as (
    select shop_id, order_date, sum(amount) as amount from {{ ref('orders') }} group by 1, 2
)
select md5(cast(shop_id as varchar)) as daily_key, shop_id, order_date, amount from grouped
""",
    "models/totals.sql": "select shop_id, sum(amount) as amount from {{ ref('daily') }} group by 1\n",
    "reports/by_shop.sql": "insert into reports.by_shop select shop_id, amount from totals order by amount;\n",
}
CHANGES: dict[str, dict[str, str | None]] = {
    "other rows": {"models/orders.sql": PROJECT["models/orders.sql"].replace("> 0", ">= 0")},
    "a column goes": {"models/orders.sql": "select id as order_id, shop_id, order_date from raw.orders\n"},
    "a key is mended": {
        "models/daily.sql": PROJECT["models/daily.sql"].replace(
            "md5(cast(shop_id as varchar))", "md5(cast(shop_id as varchar) || '-' || cast(order_date as varchar))"
        )
    },
    "properties only": {"models/schema.yml": PROJECT["models/schema.yml"].replace("amounts", "amount")},
    "a model is added": {"models/late.sql": "select order_id from {{ ref('orders') }} where shop_id is null\n"},
    "a model goes": {"models/daily.sql": None},
}


class Repository:
    """A git repository with one commit, to which changes are added."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self._git("init", "-q", "-b", "main")
        self.commit(PROJECT)

    def commit(self, files: Mapping[str, str | None]) -> str:
        for path, text in files.items():
            file = self.root / path
            file.parent.mkdir(parents=True, exist_ok=True)
            if text is None:
                file.unlink()
            else:
                file.write_text(text, encoding="utf-8")
        self._git("add", "-A")
        self._git("-c", "user.name=a", "-c", "user.email=a@example.com", "commit", "-q", "-m", "x")
        return self._git("rev-parse", "HEAD")

    def _git(self, *arguments: str) -> str:
        done = subprocess.run(["git", "-C", str(self.root), *arguments], capture_output=True, check=True)
        return done.stdout.decode().strip()

    def review(self, base: str, head: str, cache: Cache) -> Review:
        found = analyse(checkout.refs(self.root, base, head), cache).review
        return replace(found, coverage=replace(found.coverage, seconds=Coverage().seconds))


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    root = tmp_path / "shop"
    root.mkdir()
    return Repository(root)


@pytest.mark.parametrize("what", list(CHANGES))
def test_a_warm_review_says_what_a_cold_one_says(repository: Repository, tmp_path: Path, what: str) -> None:
    head = repository.commit(CHANGES[what])
    cold = repository.review("HEAD~1", head, Cache(None))
    file = tmp_path / "facts.sqlite3"
    assert repository.review("HEAD~1", head, Cache(file)) == cold
    assert repository.review("HEAD~1", head, Cache(file)) == cold


def test_each_of_a_row_of_changes_is_reviewed_as_if_it_were_the_first(repository: Repository, tmp_path: Path) -> None:
    kept = Cache(tmp_path / "facts.sqlite3")
    for files in CHANGES.values():
        head = repository.commit(files)
        assert repository.review("HEAD~1", head, kept) == repository.review("HEAD~1", head, Cache(None))


def test_a_change_of_settings_is_not_answered_by_earlier_runs(repository: Repository, tmp_path: Path) -> None:
    kept = Cache(tmp_path / "facts.sqlite3")
    head = repository.commit(CHANGES["other rows"])
    repository.review("HEAD~1", head, kept)
    repository.commit({"headgate.toml": '[aliases]\n"reports.by_shop" = "totals"\n'})
    again = repository.commit({"models/orders.sql": PROJECT["models/orders.sql"]})
    assert repository.review("HEAD~1", again, kept) == repository.review("HEAD~1", again, Cache(None))

"""Every run of a test lives in the test's own folders."""

from __future__ import annotations

from pathlib import Path

import pytest

from headgate.facts.cache import Cache
from headgate.review_change import analyse
from tests.graphs import shop


@pytest.fixture(autouse=True)
def own_folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))


@pytest.fixture(scope="session")
def facts(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same files are read once for all tests, of all workers."""
    path = tmp_path_factory.getbasetemp().parent / "facts-of-the-shop.sqlite3"
    analyse(shop.checkout(), Cache(path))
    return path


@pytest.fixture
def cache(facts: Path) -> Cache:
    return Cache(facts)

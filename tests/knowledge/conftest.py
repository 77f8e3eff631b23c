from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from knowledge.store import Store
from knowledge.store.edge import EdgeStore


@pytest.fixture
def memory(tmp_path: Path) -> Iterator[Store]:
    """An empty store of the test's own."""
    made = EdgeStore(tmp_path / "memory")
    yield made
    made.close()

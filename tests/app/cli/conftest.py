"""The user's folders of caches, runs and knowledge, in a place of the test's own."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.cli import progress


@pytest.fixture(autouse=True)
def _own_folders(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    home: Path = tmp_path_factory.mktemp("home")
    for name in ("CACHE", "STATE", "DATA", "CONFIG"):
        monkeypatch.setenv(f"XDG_{name}_HOME", str(home / name.lower()))


@pytest.fixture(autouse=True)
def _patience(monkeypatch: pytest.MonkeyPatch) -> None:
    """A slow machine tells how far it has come, and what these tests ask for is what else is said."""
    monkeypatch.setattr(progress, "_PATIENCE", float("inf"))

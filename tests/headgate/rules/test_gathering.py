from __future__ import annotations

from headgate.facts.cache import Cache
from headgate.rules.gather import gather
from headgate.settings import Settings
from headgate.source.snapshot import MemorySnapshot


def test_what_the_settings_exclude_is_not_read() -> None:
    files = {"a.sql": "select 1", "legacy/b.sql": "select 1", "keep/legacy.sql": "select 1"}
    read = gather(MemorySnapshot(files), Settings(exclude=("legacy/",)), Cache(None)).project.files
    assert list(read) == ["a.sql", "keep/legacy.sql"]

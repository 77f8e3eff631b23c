from __future__ import annotations

from headgate.facts.cache import Cache
from headgate.gap import GapKind
from headgate.rules.gather import gather
from headgate.settings import Bounds, Settings
from headgate.source.snapshot import MemorySnapshot


def test_what_the_settings_exclude_is_not_read() -> None:
    files = {"a.sql": "select 1", "legacy/b.sql": "select 1", "keep/legacy.sql": "select 1"}
    read = gather(MemorySnapshot(files), Settings(exclude=("legacy/",)), Cache(None)).project.files
    assert list(read) == ["a.sql", "keep/legacy.sql"]


def test_files_beyond_the_total_are_gaps_and_the_rest_is_read() -> None:
    files = {"a.sql": "select 1", "b.sql": "select 1" + " " * 100, "c.sql": "select 1"}
    settings = Settings(bounds=Bounds(max_total_bytes=50))
    read = gather(MemorySnapshot(files), settings, Cache(None)).project.files
    assert [(path, [gap.kind for gap in facts.gaps]) for path, facts in read.items()] == [
        ("a.sql", []),
        ("b.sql", [GapKind.TOO_MANY]),
        ("c.sql", []),
    ]


def test_texts_of_any_sort_are_neither_counted_nor_gaps() -> None:
    files = {"data.txt": "1;2;3\n" * 100, "plan.txt": "== Physical Plan ==\nRange (0, 9)\n", "z.sql": "select 1"}
    settings = Settings(bounds=Bounds(max_total_bytes=60))
    read = gather(MemorySnapshot(files), settings, Cache(None)).project.files
    assert {path: facts.gaps for path, facts in read.items()} == {"plan.txt": (), "z.sql": ()}

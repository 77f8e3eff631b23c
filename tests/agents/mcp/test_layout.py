"""What servers find on disk: the snapshot, and nothing that a hostile path would put elsewhere."""

from __future__ import annotations

from agents.mcp.layout import Layout
from headgate.settings import Bounds
from headgate.source.snapshot import MemorySnapshot


def test_hostile_paths_write_nothing_elsewhere() -> None:
    files = {"a/b.sql": "select 1", "../out.sql": "x", "/tmp/headgate-test-out": "x", "a": "a file and a folder"}
    layout = Layout(MemorySnapshot(files))
    try:
        [gap] = layout.lay_out()
        found = sorted(path.relative_to(layout.start).as_posix() for path in layout.start.rglob("*"))
        assert not (layout.start / "out.sql").exists()
    finally:
        layout.close()
    assert gap.what == "3 files, for outside tools"
    assert found[0] == "reviewed"
    assert len([path for path in found if path.endswith(".sql")]) <= 1
    assert not layout.start.exists()


def test_what_is_too_large_is_told() -> None:
    layout = Layout(MemorySnapshot({"a.sql": "x" * 11}, Bounds(max_file_bytes=10)))
    try:
        assert [gap.what for gap in layout.lay_out()] == ["1 files, for outside tools"]
    finally:
        layout.close()

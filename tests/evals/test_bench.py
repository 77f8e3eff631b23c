"""What is measured is what it says; how long it takes is nobody's promise."""

from __future__ import annotations

from pathlib import Path

import pytest

from evals import bench, generated
from headgate.facts.cache import Cache
from headgate.rules.gather import gather
from headgate.settings import Settings
from headgate.source.snapshot import FolderSnapshot


def test_generated_queries_are_understood_in_full(tmp_path: Path) -> None:
    generated.lay_out_queries(tmp_path, 3)
    settings = Settings(dialect="snowflake")
    project = gather(FolderSnapshot(tmp_path, settings.bounds), settings, Cache(None)).project
    assert sorted(project.files) == ["part_000/t0.sql", "part_000/t1.sql", "part_000/t2.sql"]
    assert not [gap for facts in project.files.values() for gap in facts.gaps]


def test_the_same_number_gives_the_same_files(tmp_path: Path) -> None:
    for name in ("a", "b"):
        generated.lay_out_small_files(tmp_path / name, 150)
    texts = [sorted(file.read_text() for file in (tmp_path / name).rglob("*.sql")) for name in ("a", "b")]
    assert texts[0] == texts[1]
    assert len(set(texts[0])) == 150


def test_a_start_is_compared_with_python_alone(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.argv", ["bench", "help", "--runs", "1"])
    bench.main()
    out = capsys.readouterr().out
    assert "headgate --help" in out
    assert "× python alone" in out


def test_an_unknown_measure_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.argv", ["bench", "taste"])
    with pytest.raises(SystemExit):
        bench.main()

"""Pattern rules: one run of semgrep, bounded, without anything of the repository in it."""

from __future__ import annotations

from pathlib import Path

import pytest

from headgate.facts.cache import Cache
from headgate.facts.reading import SourceFile
from headgate.gap import GapKind
from headgate.rules import patterns
from headgate.settings import Bounds
from headgate.source.kinds import Kind

CODE = 'from pyspark.sql import SparkSession\nx = spark.read.option("mode", "DROPMALFORMED").json("a")\n'


def source(text: str = CODE, path: str = "job.py") -> SourceFile:
    return SourceFile(path, text, frozenset({Kind.PYSPARK}))


def test_a_file_without_the_words_of_any_rule_starts_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(patterns, "_run", lambda *_: pytest.fail("semgrep was started"))
    assert patterns.scan([source("import pyspark\n")], Cache(None), Bounds()) == ({}, [])


def test_matches_are_kept_by_content(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    cache = Cache(tmp_path / "facts.sqlite3")
    first, gaps = patterns.scan([source()], cache, Bounds())
    assert [match.line for match in first["job.py"]] == [2]
    assert gaps == []
    monkeypatch.setattr(patterns, "_run", lambda *_: pytest.fail("semgrep was started again"))
    assert patterns.scan([source()], cache, Bounds()) == (first, [])


def test_without_semgrep_each_file_has_a_gap(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(patterns, "_binary", lambda: None)
    found, gaps = patterns.scan([source()], Cache(None), Bounds())
    assert found == {}
    assert [(gap.path, gap.kind) for gap in gaps] == [("job.py", GapKind.UNAVAILABLE)]


def test_a_semgrep_that_fails_is_a_gap(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(patterns, "_binary", lambda: Path("/bin/false"))
    _, gaps = patterns.scan([source()], Cache(None), Bounds())
    assert [gap.kind for gap in gaps] == [GapKind.UNAVAILABLE]


def test_names_and_comments_of_the_repository_mean_nothing() -> None:
    hostile = source(CODE.replace(".json", "  # nosemgrep\nx = x.json"), "--config=evil;rm.py")
    found, _ = patterns.scan([source(), hostile], Cache(None), Bounds())
    assert [match.rule for match in found["job.py"]] == ["spark/malformed-rows-dropped"]
    assert [match.rule for match in found[hostile.path]] == ["spark/malformed-rows-dropped"]

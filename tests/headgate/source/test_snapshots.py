from __future__ import annotations

import os
from pathlib import Path

import pytest

from headgate.errors import HeadgateError
from headgate.gap import GapKind
from headgate.settings import Bounds
from headgate.source.snapshot import FolderSnapshot, GitSnapshot, MemorySnapshot, OverlaySnapshot
from tests.headgate.source.conftest import Repository


def test_a_folder_lists_regular_files_only(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("s")
    root = tmp_path / "repo"
    (root / "sub").mkdir(parents=True)
    (root / "sub" / "a.sql").write_text("select 1")
    (root / "out").symlink_to(secret)
    (root / "folder").symlink_to(tmp_path)
    os.mkfifo(root / "pipe")
    (root / ".git").mkdir()
    (root / ".git" / "config").write_text("")
    assert FolderSnapshot(root, Bounds()).paths == ("sub/a.sql",)


def test_a_file_swapped_for_a_link_after_listing_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "a.sql").write_text("select 1")
    snapshot = FolderSnapshot(tmp_path, Bounds())
    assert "a.sql" in snapshot
    (tmp_path / "a.sql").unlink()
    (tmp_path / "a.sql").symlink_to("/etc/hostname")
    assert snapshot.bytes_of("a.sql") is None


def test_a_file_that_vanished_after_listing_reads_as_none(tmp_path: Path) -> None:
    (tmp_path / "a.sql").write_text("select 1")
    snapshot = FolderSnapshot(tmp_path, Bounds())
    assert snapshot.paths == ("a.sql",)
    (tmp_path / "a.sql").unlink()
    assert snapshot.text_of("a.sql") is None


def test_large_and_binary_and_latin1_files_have_no_text(tmp_path: Path) -> None:
    (tmp_path / "large.sql").write_bytes(b"x" * 101)
    (tmp_path / "binary.sql").write_bytes(b"a\0b")
    (tmp_path / "latin.sql").write_bytes("é".encode("latin-1"))
    (tmp_path / "bom.sql").write_bytes(b"\xef\xbb\xbfa\r\nb")
    snapshot = FolderSnapshot(tmp_path, Bounds(max_file_bytes=100))
    assert [snapshot.text_of(p) for p in ("large.sql", "binary.sql", "latin.sql")] == [None, None, None]
    assert snapshot.text_of("bom.sql") == "a\nb"


def test_more_files_than_the_bound_become_a_gap(tmp_path: Path) -> None:
    for number in range(5):
        (tmp_path / f"{number}.sql").write_text("")
    snapshot = FolderSnapshot(tmp_path, Bounds(max_files=3))
    assert len(snapshot.paths) == 3
    assert [gap.kind for gap in snapshot.gaps] == [GapKind.TOO_MANY]


def test_an_overlay_replaces_adds_and_removes() -> None:
    under = MemorySnapshot({"a": "1", "b": "2"})
    over = OverlaySnapshot(under, {"a": b"one", "b": None, "c": b"3"})
    assert {path: over.text_of(path) for path in over.paths} == {"a": "one", "c": "3"}


def test_lines_are_counted_from_one_and_beyond_the_end_is_empty() -> None:
    snapshot = MemorySnapshot({"a": "1\n2\n3"})
    assert snapshot.lines_of("a", 2, 3) == "2\n3"
    assert snapshot.lines_of("a", 9, 9) == ""
    assert snapshot.lines_of("none", 1, 1) == ""


def test_a_name_that_is_no_utf8_is_listed_in_escapes_and_still_read(tmp_path: Path) -> None:
    Path(os.fsdecode(os.fsencode(tmp_path) + b"/\xff.sql")).write_text("select 1")
    snapshot = FolderSnapshot(tmp_path, Bounds())
    assert snapshot.paths == ("\\xff.sql",)
    assert snapshot.text_of("\\xff.sql") == "select 1"


def test_a_commit_is_read_without_a_checkout(repo: Repository) -> None:
    repo.commit({"models/a.sql": "select 1\n", "ünï.sql": "select 2\n"})
    snapshot = GitSnapshot(repo.root, "HEAD", Bounds())
    assert snapshot.paths == ("models/a.sql", "ünï.sql")
    assert snapshot.text_of("models/a.sql") == "select 1\n"
    assert snapshot.text_of("ünï.sql") == "select 2\n"
    snapshot.close()


def test_symlinks_and_submodules_of_a_commit_are_not_files(repo: Repository) -> None:
    repo.commit({"a.sql": "select 1\n"})
    (repo.root / "link").symlink_to("/etc/passwd")
    repo.git("add", "link")
    repo.git("update-index", "--add", "--cacheinfo", f"160000,{'1' * 40},module")
    repo.git("commit", "-qm", "links")
    assert GitSnapshot(repo.root, "HEAD", Bounds()).paths == ("a.sql",)


@pytest.mark.parametrize("ref", ["nowhere", "--output=/tmp/x", "HEAD:models"])
def test_a_ref_that_is_no_commit_is_refused_in_a_sentence(repo: Repository, ref: str) -> None:
    repo.commit({"models/a.sql": "select 1\n"})
    with pytest.raises(HeadgateError, match=r"name a branch"):
        GitSnapshot(repo.root, ref, Bounds())

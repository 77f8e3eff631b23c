"""The patch of all tried fixes, as git applies it."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from app.report.patch_file import PatchFile, of_review
from headgate.finding import Finding, Level, Proof, State
from headgate.fix import Fix, TextEdit
from headgate.location import Location
from headgate.review import Review, Subject
from headgate.settings import Bounds
from headgate.source.snapshot import FolderSnapshot


def found(*edits: TextEdit, tried: str = "tried", state: State = State.INTRODUCED) -> Finding:
    fix = Fix("t", edits, tried)
    return Finding("x/y", Level.NOTE, Proof.DERIVED, "m", Location(edits[0].path, 1), "e", fix=fix, state=state)


def patch_of(folder: Path, *findings: Finding) -> PatchFile:
    return of_review(Review(Subject("s"), findings), FolderSnapshot(folder, Bounds()))


@pytest.mark.parametrize(
    ("name", "text", "edit", "after"),
    [
        ("a.sql", b"one\ntwo\nthree\n", (2, 2, "2\n"), b"one\n2\nthree\n"),
        ("a.sql", b"one\r\ntwo\r\n", (2, 2, "2\n"), b"one\r\n2\r\n"),
        ("a.sql", b"one\ntwo", (2, 2, "2\n"), b"one\n2\n"),
        ("a.sql", b"one\ntwo", (1, 1, "1\n"), b"1\ntwo"),
        ("a.sql", b"one\ntwo\n", (3, 2, "3\n"), b"one\ntwo\n3\n"),
        ("a b/\xc3\xa4.sql", b"one\n", (1, 1, ""), b""),
        ("a.sql", b"\xef\xbb\xbfone\n", (2, 1, "two\n"), b"\xef\xbb\xbfone\ntwo\n"),
        ("a.sql", b"x\x0cy\ntwo\n", (2, 2, "2\n"), b"x\x0cy\n2\n"),
    ],
)
def test_git_applies_it_to_the_byte(
    tmp_path: Path, name: str, text: bytes, edit: tuple[int, int, str], after: bytes
) -> None:
    path = name.encode("latin-1").decode()
    file = tmp_path / path
    file.parent.mkdir(exist_ok=True)
    file.write_bytes(text)
    patch = patch_of(tmp_path, found(TextEdit(path, *edit)))
    git = ["git", "apply", "--whitespace=nowarn", "-"]
    subprocess.run(git, cwd=tmp_path, input=patch.text.encode(), check=True)
    assert (file.read_bytes() if file.exists() else b"") == after


def test_a_new_file(tmp_path: Path) -> None:
    patch = patch_of(tmp_path, found(TextEdit("tests/new.sql", 1, 0, "select 1\n")))
    subprocess.run(["git", "apply", "-"], cwd=tmp_path, input=patch.text.encode(), check=True)
    assert (tmp_path / "tests/new.sql").read_text() == "select 1\n"


def test_only_tried_fixes_of_what_the_change_brought_in(tmp_path: Path) -> None:
    (tmp_path / "a.sql").write_text("one\ntwo\n")
    edit = TextEdit("a.sql", 1, 1, "1\n")
    assert patch_of(tmp_path, found(edit, tried=""), found(edit, state=State.PRE_EXISTING)) == PatchFile("", 0)


def test_of_two_that_touch_one_line_the_first_is_in_it_and_the_other_is_told(tmp_path: Path) -> None:
    (tmp_path / "a.sql").write_text("one\ntwo\n")
    patch = patch_of(tmp_path, found(TextEdit("a.sql", 1, 2, "x\n")), found(TextEdit("a.sql", 2, 2, "y\n")))
    assert patch.fixes == 1
    assert "+x" in patch.text
    assert "another fix touches" in patch.left_out[0]


def test_no_secret_of_the_lines_around_goes_into_it(tmp_path: Path) -> None:
    secret = "AKIA" + "Q3EGRIBK6XKQ2WFN"
    (tmp_path / "a.py").write_text(f'key = "{secret}"\nx = 1\n')
    patch = patch_of(tmp_path, found(TextEdit("a.py", 2, 2, "x = 2\n")))
    assert patch.text == ""
    assert "secret" in patch.left_out[0]

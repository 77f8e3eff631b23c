"""`headgate schema`: plans and histories as a person asks for them."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest

from tests.app.cli.test_commands import headgate

RECORD = '{"type": "record", "name": "R", "fields": [%s]}\n'
ID = '{"name": "id", "type": "long"}'
NOTE = '{"name": "note", "type": "string"%s}'


@pytest.fixture
def versions(tmp_path: Path) -> Path:
    """A schema that got a field without a default, and then the default."""

    def git(*arguments: str) -> None:
        identity = ("-c", "user.name=Ada", "-c", "user.email=ada@example.org", "-c", "commit.gpgsign=false")
        subprocess.run(["git", "-C", str(tmp_path), *identity, *arguments], check=True, capture_output=True)

    git("init", "-q")
    file = tmp_path / "r.avsc"
    filled = NOTE % ', "default": ""'
    for subject, fields in (("First", ID), ("Note", f"{ID}, {NOTE % ''}"), ("Default", f"{ID}, {filled}")):
        file.write_text(RECORD % fields)
        git("add", "r.avsc")
        git("commit", "-qm", subject)
    return file


def test_the_history_says_who_changed_what_and_what_cannot_be_read(versions: Path) -> None:
    code, out, _ = headgate("schema", "history", str(versions))
    assert code == 0
    assert "Ada  Note" in out
    assert "R.note is not written and has no default" in out
    assert out.count("cannot read data of") == 1


@pytest.mark.parametrize(("mode", "code"), [("BACKWARD", 0), ("BACKWARD_TRANSITIVE", 0), ("FULL_TRANSITIVE", 0)])
def test_the_newest_version_is_held_to_a_mode(versions: Path, mode: str, code: int) -> None:
    assert headgate("schema", "history", str(versions), "--mode", mode)[0] == code


def test_a_version_that_breaks_the_mode_makes_the_exit_code_1(versions: Path) -> None:
    code, out, _ = headgate("schema", "history", str(versions), "--mode", "BACKWARD", "--ref", "HEAD~1", "-f", "json")
    told = json.loads(out)
    assert (code, told["met"]) == (1, False)
    assert told["versions"][0]["cannot_read"] == [told["versions"][1]["version"]["commit"]]


def test_a_file_without_a_history_is_told_in_a_sentence(tmp_path: Path) -> None:
    file = tmp_path / "r.avsc"
    file.write_text(RECORD % ID)
    code, _, err = headgate("schema", "history", str(file))
    assert code == 2
    assert "is in no git repository" in err


@pytest.mark.parametrize("form", ["terminal", "markdown", "json"])
def test_a_plan_in_every_form(tmp_path: Path, form: str) -> None:
    old, new = tmp_path / "old.sql", tmp_path / "new.sql"
    old.write_text("CREATE TABLE orders (note varchar(20));\n")
    new.write_text("ALTER TABLE orders RENAME COLUMN note TO remark;\n")
    code, out, _ = headgate("schema", "plan", str(old), str(new), "--dialect", "postgres", "--format", form)
    assert code == 0
    assert "ALTER TABLE orders ADD COLUMN remark varchar(20);" in out


def test_a_mode_of_compat_asks_for_its_direction_alone(tmp_path: Path) -> None:
    old, new = tmp_path / "old.avsc", tmp_path / "new.avsc"
    old.write_text(RECORD % ID)
    new.write_text(RECORD % f"{ID}, {NOTE % ''}")
    assert headgate("compat", str(old), str(new), "--mode", "FORWARD")[0] == 0
    assert headgate("compat", str(old), str(new), "--mode", "BACKWARD")[0] == 1


def test_folders_are_compared_file_by_file(tmp_path: Path) -> None:
    for side, fields in (("old", ID), ("new", f"{ID}, {NOTE % ''}")):
        (tmp_path / side).mkdir()
        (tmp_path / side / "r.avsc").write_text(RECORD % fields)
        (tmp_path / side / "same.avsc").write_text(RECORD % ID)
        (tmp_path / side / "m.proto").write_text(
            f'syntax = "proto3"; message M {{ {"int64" if side == "old" else "string"} a = 1; }}'
        )
    (tmp_path / "old" / "gone.avsc").write_text(RECORD % ID)
    code, out, _ = headgate("compat", str(tmp_path / "old"), str(tmp_path / "new"), "--format", "json")
    told = json.loads(out)
    assert (code, sorted(told)) == (1, ["gone.avsc", "m.proto", "r.avsc"])
    assert told["r.avsc"]["forward"] is True
    assert headgate("compat", str(tmp_path / "old"), str(tmp_path / "old"))[1] == "No schema file differs.\n"


def test_a_script_that_holds_nobody_up_passes(tmp_path: Path) -> None:
    old, new = tmp_path / "V1.sql", tmp_path / "V2.sql"
    old.write_text("CREATE TABLE shop.t (id int);\n")
    new.write_text("CREATE INDEX CONCURRENTLY i ON shop.t (id);\n")
    asked = ("compat", str(old), str(new), "--profile", "ddl-lock")
    assert headgate(*asked)[:2] == (0, "Nothing of what was looked for is in the script.\n")


def test_a_convention_is_looked_for_by_its_name(tmp_path: Path) -> None:
    old, new = tmp_path / "V1.sql", tmp_path / "V2.sql"
    old.write_text("CREATE TABLE shop.t (id int);\n")
    new.write_text("ALTER TABLE shop.t ADD COLUMN note varchar(20);\n")
    asked = ("compat", str(old), str(new), "--profile", "ddl-lock", "--only", "prefer-text-field")
    code, out, _ = headgate(*asked)
    assert code == 1
    assert "prefer-text-field  shop.t.note (line 1)" in out


def test_the_steps_of_a_plan_are_written_once(tmp_path: Path) -> None:
    old, new, steps = tmp_path / "v1.avsc", tmp_path / "v2.avsc", tmp_path / "steps"
    old.write_text(RECORD % f"{ID}, {NOTE % ''}")
    new.write_text(RECORD % ID)
    asked = ("schema", "plan", str(old), str(new), "--write", str(steps))

    code, _, err = headgate(*asked)
    assert (code, sorted(file.name for file in steps.iterdir())) == (0, ["1-expand.avsc", "2-contract.avsc"])
    assert "full with the step before it" in err

    code, _, err = headgate(*asked)
    assert code == 2
    assert "is there already" in err

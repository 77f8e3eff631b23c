"""The command line as a user meets it."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from app.cli.front import COMMANDS, app

RUN = CliRunner()


def headgate(*arguments: str) -> tuple[int, str, str]:
    done = RUN.invoke(app, arguments, prog_name="headgate")
    if done.exception and not isinstance(done.exception, SystemExit):
        raise done.exception
    return done.exit_code, done.stdout, done.stderr


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    (tmp_path / "q.sql").write_text("select 1\n")
    return tmp_path


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_explains_itself_in_the_words_of_the_list(name: str) -> None:
    code, out, _ = headgate(name, "--help")
    assert code == 0
    assert COMMANDS[name][:40] in " ".join(out.split())


def test_version() -> None:
    assert headgate("--version")[1].startswith("headgate 0.")


@pytest.mark.parametrize("form", ["json", "sarif"])
def test_the_document_alone_is_on_standard_output(shop: Path, form: str) -> None:
    code, out, err = headgate("check", str(shop), "--no-cache", "--format", form)
    assert (code, sentences(err)) == (0, [])
    assert json.loads(out)


def test_all_forms_are_written_to_the_folder(shop: Path, tmp_path: Path) -> None:
    out = tmp_path / "deep" / "out"
    assert headgate("review", str(shop), "--no-cache", "--no-models", "--output-dir", str(out))[0] == 0
    assert sorted(p.name for p in out.iterdir()) == ["openlineage.json", "review.json", "review.md", "review.sarif"]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("check", "/nowhere"), "/nowhere is not a folder"),
        (("check", ".", "--head", "x"), "--head needs --base"),
        (("check", ".", "--base", "x", "--patch", "y"), "give one of them"),
        (("check", ".", "--settings", "/no.toml"), "Cannot read settings"),
        (("impact", "."), "name it with --base"),
        (("explain", "nothing/of-the-kind-at-all"), "There is no rule"),
        (("rules", "poetry"), "There is no specialist"),
        (("lineage", ".", "no_such_dataset_anywhere"), "has no dataset"),
    ],
)
def test_what_the_user_can_mend_is_one_sentence(
    arguments: tuple[str, ...], words: str, shop: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(shop)
    code, out, err = headgate(*arguments)
    assert (code, out) == (2, "")
    assert words in err
    assert err.count("\n") == 1


def test_a_folder_that_cannot_be_written_is_one_sentence(shop: Path) -> None:
    (shop / "file").write_text("")
    code, _, err = headgate("check", str(shop), "--no-cache", "--output-dir", str(shop / "file"))
    assert code == 2
    assert "could not be written" in err
    assert err.count("\n") == 1


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
def test_a_full_disk_is_one_sentence(shop: Path) -> None:
    command = [sys.executable, "-c", "from app.cli import main; main()", "check", str(shop), "--no-cache"]
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, text=True, check=False)
    assert done.returncode == 2
    assert sentences(done.stderr) == [
        "headgate: The report could not be written to standard output: No space left on device."
    ]


def test_a_closed_pipe_is_one_sentence(shop: Path) -> None:
    command = [sys.executable, "-c", "from app.cli import main; main()", "check", str(shop), "--no-cache"]
    running = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    assert running.stdout
    assert running.stderr
    running.stdout.close()
    err = running.stderr.read()
    assert running.wait() == 141
    assert len(sentences(err)) == 1


def sentences(err: str) -> list[str]:
    """What was said, without the lines that tell how far a slow machine has come."""
    return [line for line in err.splitlines() if not re.search(r"\(\d+ of \d+\)$", line)]


def test_help_imports_nothing_heavy() -> None:
    code = (
        "import sys\nfrom app.cli import main\n"
        "try: main()\nexcept SystemExit: pass\n"
        "heavy = {'sqlglot', 'pydantic', 'litellm', 'gradio', 'fastapi', 'langgraph', 'qdrant_client', 'githubkit'}\n"
        "print(sorted(heavy & set(sys.modules)), file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", code, "--help"], capture_output=True, text=True, check=True)
    assert done.stderr.strip() == "[]"

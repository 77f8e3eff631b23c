"""Schemas compared, knowledge taught and carried, cases scored, runs resumed."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.app.cli.test_commands import headgate

OLD = '{"type": "record", "name": "Order", "fields": [{"name": "id", "type": "long"}]}'
NEW = (
    '{"type": "record", "name": "Order", "fields": [{"name": "id", "type": "long"}, {"name": "total", "type": "long"}]}'
)


@pytest.fixture
def schemas(tmp_path: Path) -> tuple[str, str]:
    old, new = tmp_path / "old.avsc", tmp_path / "new.avsc"
    old.write_text(OLD)
    new.write_text(NEW)
    return str(old), str(new)


def test_a_field_without_default_breaks_backward_only(schemas: tuple[str, str]) -> None:
    code, out, _ = headgate("compat", *schemas, "--format", "json")
    told = json.loads(out)
    assert (code, told["backward"], told["forward"]) == (1, False, True)


def test_the_same_schema_is_compatible(schemas: tuple[str, str]) -> None:
    assert headgate("compat", schemas[0], schemas[0])[0] == 0


@pytest.mark.parametrize("form", ["terminal", "markdown"])
def test_a_verdict_names_the_field(schemas: tuple[str, str], form: str) -> None:
    assert "total" in headgate("compat", *schemas, "--format", form)[1]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("/no.avsc", "/no.avsc"), "Cannot read"),
        (("x.txt", "y.txt"), "does not tell what it is"),
        (("a.avsc", "b.avsc", "--profile", "p"), "no profile"),
    ],
)
def test_schemas_that_cannot_be_compared_are_one_sentence(arguments: tuple[str, ...], words: str) -> None:
    code, out, err = headgate("compat", *arguments)
    assert (code, out) == (2, "")
    assert words in err


def test_a_pattern_is_taught_found_and_carried(tmp_path: Path) -> None:
    taught = (
        "late-parcels",
        "--title",
        "Parcels arrive late",
        "--specialist",
        "streaming",
        "--remedy",
        "Watermark of 3 days.",
    )
    assert headgate("knowledge", "add", *taught)[0] == 0
    assert "late-parcels" in headgate("knowledge", "search", "parcels arrive late")[1]
    carried = headgate("knowledge", "export")[1]
    assert [json.loads(line)["slug"] for line in carried.splitlines()] == ["late-parcels"]
    file = tmp_path / "k.jsonl"
    file.write_text(carried)
    assert headgate("knowledge", "import", str(file))[1] == "Took in 1.\n"


def test_a_pattern_of_an_unknown_specialist_is_refused() -> None:
    code, _, err = headgate("knowledge", "add", "x", "--title", "t", "--specialist", "poetry", "--remedy", "r")
    assert code == 2
    assert "no specialist" in err


def test_a_run_that_is_not_there_cannot_be_resumed() -> None:
    code, _, err = headgate("review", "--resume", "nowhere")
    assert code == 2
    assert "no run nowhere" in err


def test_a_run_is_told_and_resumed(tmp_path: Path) -> None:
    shop = tmp_path / "shop"
    shop.mkdir()
    (shop / "q.sql").write_text("select 1\n")
    code, first, err = headgate("review", str(shop), "--no-cache", "--format", "json")
    run = err.split("headgate: run ", 1)[1].split(";", 1)[0]
    assert code == 0
    assert headgate("review", "--resume", run, "--format", "json")[1] == first


def test_no_case_is_one_sentence(tmp_path: Path) -> None:
    code, _, err = headgate("eval", "--cases", str(tmp_path))
    assert code == 2
    assert "holds no case" in err

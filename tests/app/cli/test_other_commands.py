"""Schemas compared, knowledge taught and carried, cases scored, runs resumed."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

from headgate.settings import Settings
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
    assert "Kept your own under 1 name, such as late-parcels" in headgate("knowledge", "import", str(file))[1]
    headgate("knowledge", "forget", "late-parcels")
    assert headgate("knowledge", "import", str(file))[1].startswith("Took in 1, marked as imported")


PATTERN = """# Parcels are weighed twice

specialist: quality
rules: quality/fan-out-before-aggregate
tags: parcels

## Sign

Weights summed over scans.

## Remedy

Sum over parcels.

## When it does not apply

Never.

## Source

The warehouse's handbook.
"""


def test_a_pattern_is_taught_by_a_file_and_forgotten(tmp_path: Path) -> None:
    file, carried = tmp_path / "parcels-weighed-twice.md", tmp_path / "out" / "knowledge.jsonl"
    file.write_text(PATTERN)
    assert headgate("knowledge", "add", str(file), "--author", "Kim")[1] == "Remembered parcels-weighed-twice.\n"
    found = headgate("knowledge", "search", "weights of parcels", "--specialist", "quality")[1]
    assert "Sum over parcels." in found
    assert headgate("knowledge", "export", str(carried))[0] == 0
    told = json.loads(carried.read_text())
    assert (told["slug"], told["author"], told["origin"]) == ("parcels-weighed-twice", "Kim", "maintainer")
    assert headgate("knowledge", "forget", "parcels-weighed-twice")[1] == "Forgot parcels-weighed-twice.\n"
    assert "parcels-weighed-twice" not in headgate("knowledge", "list")[1]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("add", "/nowhere/p.md"), "Cannot read"),
        (("add", "late"), "needs --title"),
        (("add", "collect-to-driver", "--title", "t", "--specialist", "spark", "--remedy", "r"), "another name"),
        (("forget", "collect-to-driver"), "comes with Headgate"),
        (("forget", "nothing-of-the-kind"), "Nothing called"),
        (("import", "/nowhere.jsonl"), "Cannot read"),
    ],
)
def test_what_cannot_be_taught_or_forgotten_is_one_sentence(arguments: tuple[str, ...], words: str) -> None:
    code, out, err = headgate("knowledge", *arguments)
    assert (code, out) == (2, "")
    assert words in err
    assert err.count("\n") == 1


def test_a_file_that_is_no_pattern_is_one_sentence(tmp_path: Path) -> None:
    file = tmp_path / "notes.md"
    file.write_text("# Notes\n")
    code, _, err = headgate("knowledge", "add", str(file))
    assert code == 2
    assert "is not a pattern" in err


def test_a_damaged_store_is_one_sentence(tmp_path: Path) -> None:
    settings, store = tmp_path / "s.toml", tmp_path / "store"
    store.write_text("no folder")
    settings.write_text(f'[knowledge]\npath = "{store}"\n')
    code, out, err = headgate("knowledge", "list", "--settings", str(settings))
    assert (code, out) == (2, "")
    assert err.count("\n") == 1


def test_the_chat_is_opened_where_it_was_asked_for(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    settings = tmp_path / "s.toml"
    settings.write_text('dialect = "duckdb"\n')
    asked: dict[str, object] = {}
    monkeypatch.setitem(sys.modules, "app.chat", SimpleNamespace(launch=lambda **told: asked.update(told)))
    assert headgate("chat", "--host", "127.0.0.2", "--port", "7000", "--settings", str(settings))[0] == 0
    assert (asked["host"], asked["port"], asked["settings"]) == ("127.0.0.2", 7000, Settings(dialect="duckdb"))


def test_a_pattern_of_an_unknown_specialist_is_refused() -> None:
    code, _, err = headgate("knowledge", "add", "x", "--title", "t", "--specialist", "poetry", "--remedy", "r")
    assert code == 2
    assert "no specialist" in err


def test_a_run_that_is_not_there_cannot_be_resumed() -> None:
    code, _, err = headgate("review", "--resume", "nowhere")
    assert code == 2
    assert "no run nowhere" in err


@pytest.mark.parametrize(
    ("file", "text", "words"),
    [
        ("absent.json", "", "Cannot read the MCP servers in"),
        ("servers.json", "{", "is not JSON"),
        ("servers.json", '{"mcpServers": {"it": {}}}', "give either `command` or `url`"),
        ("shop/servers.json", '{"mcpServers": {}}', "lies in what is reviewed"),
    ],
)
def test_servers_that_cannot_be_asked_are_said_before_the_review(
    file: str, text: str, words: str, tmp_path: Path
) -> None:
    (tmp_path / "shop").mkdir()
    if text:
        (tmp_path / file).write_text(text)
    code, _, err = headgate("review", str(tmp_path / "shop"), "--no-models", "--mcp-config", str(tmp_path / file))
    assert code == 2
    assert words in " ".join(err.split())


def test_a_run_is_told_and_resumed(tmp_path: Path) -> None:
    shop = tmp_path / "shop"
    shop.mkdir()
    (shop / "q.sql").write_text("select 1\n")
    code, first, err = headgate("review", str(shop), "--no-cache", "--format", "json")
    run = err.split("headgate: run ", 1)[1].split(";", 1)[0]
    assert code == 0
    assert headgate("review", "--resume", run, "--format", "json")[1] == first


@pytest.fixture
def cases(tmp_path: Path) -> str:
    """One case that passes and one whose fault no rule tells."""
    for name, after, expected in (
        ("quality-null", "select 1 from t where a = null\n", "quality/null-compared-by-equality"),
        ("lineage-none", "select 2 as b from t\n", "lineage/column-nobody-makes"),
    ):
        folder = tmp_path / "cases" / name
        for side, text in (("before", "select 1 as a from t\n"), ("after", after)):
            (folder / side).mkdir(parents=True)
            (folder / side / "q.sql").write_text(text)
        told = f'title = "A case."\n[[expect]]\nrule = "{expected}"\npath = "q.sql"\nline = 1\n'
        (folder / "case.toml").write_text(told)
    return str(tmp_path / "cases")


def test_cases_are_scored_by_area_and_misses_are_listed(cases: str) -> None:
    code, out, err = headgate("eval", "--cases", cases)
    assert code == 0
    rows = {words[0]: words[1:5] for line in out.splitlines() if len(words := line.split()) == 7}
    assert rows["quality"] == ["1", "1.000", "1.000", "1.000"]
    assert rows["lineage"] == ["1", "-", "0.000", "-"]
    assert "lineage-none: lineage/column-nobody-makes at q.sql:1" in out
    assert "quality-null passed" in err


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("--min-recall", "0.5"), 0),
        (("--min-recall", "0.6"), 1),
        (("--min-precision", "1"), 0),
        (("lineage-*", "--min-precision", "1"), 0),
    ],
)
def test_only_a_missed_minimum_fails(cases: str, arguments: tuple[str, ...], code: int) -> None:
    assert headgate("eval", "--cases", cases, *arguments)[0] == code


def test_a_score_is_a_document(cases: str) -> None:
    told = json.loads(headgate("eval", "quality-*", "--cases", cases, "--json")[1])
    assert (told["cases"][0]["name"], told["recall"]) == ("quality-null", 1.0)


def test_no_case_is_one_sentence(tmp_path: Path) -> None:
    code, _, err = headgate("eval", "--cases", str(tmp_path))
    assert code == 2
    assert "holds no case" in err


def test_tried_fixes_are_written_as_one_patch_and_the_folder_stays_as_it_is(tmp_path: Path) -> None:
    repo = tmp_path / "repo"
    (repo / "models").mkdir(parents=True)
    (repo / "dbt_project.yml").write_text("name: shop\n")
    (repo / "models/stg_orders.sql").write_text("select 1 as id\n")
    (repo / "models/orders.sql").write_text("select id\nfrom analytics.stg_orders\n")
    out = tmp_path / "fixes.patch"
    code, _, err = headgate("check", str(repo), "--no-cache", "--patch-out", str(out), "--fail-on", "never")
    assert code == 0
    assert "1 tried fix in" in err
    assert "+from {{ ref('stg_orders') }}" in out.read_text()
    assert (repo / "models/orders.sql").read_text() == "select id\nfrom analytics.stg_orders\n"

"""`headgate spark` on recorded runs."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from app.cli.front import app
from evals.runtime.score import HOME


def called(*arguments: str | Path) -> str:
    result = CliRunner().invoke(app, ["spark", *map(str, arguments)])
    assert result.exit_code == 0, result.output
    return result.output


LOG, CODE = HOME / "logs" / "skewed_join.jsonl.gz", HOME / "programs" / "skewed_join.py"


def test_json_has_rule_line_stage_and_metrics() -> None:
    document = json.loads(called(LOG, "--code", CODE, "--format", "json", "--price", "0.1"))
    first = document["findings"][0]
    assert (first["rule"], first["path"], first["line"]) == ("measured/skewed-stage", "skewed_join.py", 19)
    assert first["metrics"]["skew_in_time"] > 3
    assert first["cost"]["money"] > 0
    assert first["gain"]["seconds_low"] <= first["gain"]["seconds_high"]
    assert isinstance(first["stage"], int)


@pytest.mark.parametrize("form", ["text", "markdown"])
def test_people_read_the_line_and_the_numbers(form: str) -> None:
    told = called(LOG, "--code", CODE, "--format", form)
    assert "skewed_join.py:19" in told
    assert "88 %" in told


def test_a_healthy_run_is_said_to_be_healthy() -> None:
    told = called(HOME / "logs" / "healthy_sql.jsonl.gz", "--code", HOME / "programs" / "healthy_sql.py")
    assert "Nothing in this run cost enough" in told


def test_without_code_findings_name_their_stage(tmp_path: Path) -> None:
    target = tmp_path / "out" / "report.json"
    called(LOG, "--format", "json", "--output", target)
    assert json.loads(target.read_text())["findings"][0]["stage"] == 6


def test_tuning_is_written_as_markdown() -> None:
    assert called("tune", LOG, "--code", CODE).startswith("# ")


def test_a_log_that_is_not_there_is_said_in_a_sentence() -> None:
    result = CliRunner().invoke(app, ["spark", "nowhere"])
    assert result.exit_code == 2

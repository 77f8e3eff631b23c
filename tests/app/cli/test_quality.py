"""`headgate quality suggest` as a user meets it."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import pytest

from app.report.suite_json import schema
from tests.app.cli.test_commands import headgate
from tests.headgate.suites.samples import shop

FILES = {
    "dbt_project.yml": "name: shop\nversion: '1.0'\nprofile: shop\nmodel-paths: [models]\nseed-paths: [seeds]\n",
    "models/schema.yml": """\
models:
  - name: stg_orders
    columns:
      - name: order_id
        data_tests: [unique]
      - name: state
        data_tests:
          - accepted_values: {arguments: {values: [open, closed]}}
          - not_null: {config: {enabled: false}}
""",
    "models/stg_orders.sql": """\
select
    order_id,
    quantity,
    price,
    quantity * price as amount,
    case when quantity > 1 then 'open' else 'closed' end as state
from raw.lines
where quantity > 0
""",
}


@pytest.fixture
def repo(tmp_path: Path) -> Path:
    for name, text in FILES.items():
        path = tmp_path / "repo" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return tmp_path / "repo"


def asked(*arguments: str) -> str:
    code, out, err = headgate("quality", "suggest", *arguments, "--no-cache")
    assert (code, err) == (0, "")
    return out


def test_without_a_sample_the_code_alone_speaks_and_says_so(repo: Path) -> None:
    out = asked(str(repo))
    assert "not tried: no sample" in out
    assert "amount = quantity * price, within 0.01" in out
    assert "models/stg_orders.sql:5" in out
    assert "quantity > 0" in out


def test_tests_that_protect_from_nothing_are_told_with_the_reason(repo: Path) -> None:
    out = " ".join(asked(str(repo)).split())
    assert "stg_orders: accepted_values on state" in out
    assert "the model's own SQL gives nothing but open, closed" in out
    assert "it is switched off: enabled is false (models/schema.yml:9)" in out


def test_with_a_sample_each_rule_tells_what_it_noticed(repo: Path, tmp_path: Path) -> None:
    out = asked(str(repo), "--data", str(shop(tmp_path / "sample")))
    assert "gross = net + tax, within 0.01" in out
    assert "Faults put into the sample, and noticed" in out


def test_json_follows_its_schema(repo: Path, tmp_path: Path) -> None:
    told = json.loads(asked(str(repo), "--data", str(shop(tmp_path / "sample")), "--format", "json"))
    jsonschema.Draft202012Validator(schema()).validate(told)
    assert told["measured"]["passing"] == told["measured"]["offered"] > 0
    assert told["measured"]["caught"] >= 0.8 * told["measured"]["faults"]


@pytest.mark.parametrize("tool", ["great-expectations", "soda", "deequ", "pandera"])
def test_nothing_is_overwritten(repo: Path, tmp_path: Path, tool: str) -> None:
    sample, into = shop(tmp_path / "sample"), tmp_path / "checks"
    asked(str(repo), "--data", str(sample), "--write", str(into), "--as", tool)
    before = {path: path.read_bytes() for path in into.rglob("*") if path.is_file()}
    assert before
    code, _, err = headgate(
        "quality", "suggest", str(repo), "--data", str(sample), "--write", str(into), "--as", tool, "--no-cache"
    )
    assert code == 2
    assert "is there already" in err
    assert before == {path: path.read_bytes() for path in into.rglob("*") if path.is_file()}


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("--write", "checks"), "--write DIR and --as TOOL belong together"),
        (("--data", "nowhere.csv"), "nowhere.csv is not there"),
    ],
)
def test_what_can_be_mended_is_said_in_a_sentence(repo: Path, arguments: tuple[str, ...], sentence: str) -> None:
    code, _, err = headgate("quality", "suggest", str(repo), *arguments, "--no-cache")
    assert code == 2
    assert sentence in err

"""Pages that come from code."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from app.cli.front import COMMANDS
from app.docs.pages import all_pages, outdated, write
from app.report import json as json_report
from app.report.lineage import json as lineage_json
from headgate.rules.registry import all_rules
from tests.app import sample
from tests.app.report.lineage import shop


@pytest.fixture(scope="module")
def pages() -> dict[str, str]:
    return all_pages()


def test_the_same_code_gives_the_same_pages(pages: dict[str, str]) -> None:
    assert all_pages() == pages


def test_every_rule_and_command_has_its_place(pages: dict[str, str]) -> None:
    assert {f"docs/rules/{rule.id}.md" for rule in all_rules()} <= set(pages)
    assert all(f"## headgate {name}\n" in pages["docs/cli.md"] for name in COMMANDS)


def test_a_page_that_differs_lacks_or_should_be_gone_is_found(pages: dict[str, str], tmp_path: Path) -> None:
    write(tmp_path, pages)
    assert outdated(tmp_path, pages) == []
    (tmp_path / "docs/cli.md").write_text("old")
    (tmp_path / "docs/rules/index.md").unlink()
    (tmp_path / "docs/rules/spark").mkdir(exist_ok=True)
    (tmp_path / "docs/rules/spark/long-gone.md").write_text("x")
    assert outdated(tmp_path, pages) == ["docs/cli.md", "docs/rules/index.md", "docs/rules/spark/long-gone.md"]
    write(tmp_path, pages)
    assert outdated(tmp_path, pages) == []


@pytest.mark.parametrize("review", [sample.review(), sample.hostile()], ids=["usual", "hostile"])
def test_the_published_schema_fits_what_is_written(pages: dict[str, str], review: object) -> None:
    schema = json.loads(pages["docs/schema/review.schema.json"])
    Draft202012Validator.check_schema(schema)
    Draft202012Validator(schema).validate(json.loads(json_report.render(review)))  # type: ignore[arg-type]


def test_the_schema_refuses_what_no_review_says(pages: dict[str, str]) -> None:
    schema = json.loads(pages["docs/schema/review.schema.json"])
    document = json.loads(json_report.render(sample.review()))
    document["findings"][0]["level"] = "fatal"
    assert not Draft202012Validator(schema).is_valid(document)


def test_the_published_schema_of_lineage_fits_what_is_written(pages: dict[str, str]) -> None:
    schema = json.loads(pages["docs/schema/lineage.schema.json"])
    Draft202012Validator.check_schema(schema)
    Draft202012Validator(schema).validate(json.loads(lineage_json.render(shop.lineage())))

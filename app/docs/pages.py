"""All generated pages as texts, by path from the root of the project."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

from app.docs.command_line import command_line
from app.report.clean import cell
from app.report.json import schema as review_schema
from app.report.lineage.json import schema as lineage_schema
from app.report.model_design_json import schema as design_schema
from app.report.model_review_json import schema as model_schema
from app.report.rule_page import page
from app.report.suite_json import schema as quality_schema
from headgate.rules.registry import SPECIALISTS
from headgate.rules.runs.registry import SPECIALIST, every_rule
from headgate.settings import Settings

OWNED = ("docs/rules", "docs/schema")
"""Folders in which nothing but generated pages stands."""


def all_pages() -> dict[str, str]:
    """Every generated page; the same code gives the same bytes."""
    return {
        **{f"docs/rules/{rule.id}.md": page(rule) for rule in every_rule()},
        "docs/rules/index.md": rule_index(),
        "docs/cli.md": command_line(),
        "docs/schema/design.schema.json": _json(design_schema()),
        "docs/schema/lineage.schema.json": _json(lineage_schema()),
        "docs/schema/model.schema.json": _json(model_schema()),
        "docs/schema/quality.schema.json": _json(quality_schema()),
        "docs/schema/review.schema.json": _json(review_schema()),
        "docs/schema/settings.schema.json": _json(Settings.model_json_schema()),
    }


def rule_index() -> str:
    """All rules by specialist, each with its level and title."""
    parts = ["# Rules\n\nGenerated from the rules' own files; `headgate explain RULE` shows a page.\n"]
    for specialist in (*SPECIALISTS, SPECIALIST):
        known = [rule for rule in every_rule() if rule.specialist == specialist]
        parts.append(f"## {specialist}\n\n| rule | level | proof | |\n|---|---|---|---|")
        parts += [
            f"| [{rule.id}]({rule.id}.md) | {rule.level.value} | {rule.proof.value} | {cell(rule.title)} |"
            for rule in known
        ]
        parts.append("")
    return "\n".join(parts)


def outdated(root: Path, pages: Mapping[str, str]) -> list[str]:
    """Pages under `root` that differ, lack, or should no longer be there."""
    wrong = [path for path, text in pages.items() if _read(root / path) != text]
    return sorted(wrong + [path for path in _present(root) if path not in pages])


def write(root: Path, pages: Mapping[str, str]) -> None:
    """Make the pages under `root` be `pages`."""
    for path in _present(root):
        if path not in pages:
            (root / path).unlink()
    for path, text in pages.items():
        target = root / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8")


def _present(root: Path) -> list[str]:
    files = (file for folder in OWNED for file in (root / folder).rglob("*") if file.is_file())
    return [file.relative_to(root).as_posix() for file in files]


def _read(path: Path) -> str:
    return path.read_text(encoding="utf-8") if path.is_file() else ""


def _json(document: object) -> str:
    return json.dumps(document, indent=2, sort_keys=True) + "\n"

"""Each report of one small review, to the byte. `HEADGATE_WRITE_GOLDEN=1` writes them anew."""

from __future__ import annotations

import io
import os
from collections.abc import Callable
from pathlib import Path

import pytest
from rich.console import Console

from app.report import json, markdown, openlineage, sarif, terminal
from headgate.facts.graph.pipeline import PipelineGraph
from tests.app import sample

GOLDEN = Path(__file__).parent / "golden"


def on_terminal() -> str:
    out = io.StringIO()
    Console(file=out, width=100, color_system=None, legacy_windows=False).print(
        terminal.render(sample.review(), sample.source())
    )
    return out.getvalue()


REPORTS: dict[str, Callable[[], str]] = {
    "review.txt": on_terminal,
    "review.md": lambda: markdown.render(sample.review(), sample.source()),
    "review.json": lambda: json.render(sample.review()),
    "review.sarif": lambda: sarif.render(sample.review(), sample.source()),
    "openlineage.json": lambda: openlineage.render(
        PipelineGraph(jobs=(sample.job(),)), sample.review().subject, "2026-01-01T00:00:00Z"
    ),
}


@pytest.mark.parametrize("name", REPORTS)
def test_the_report_is_what_it_was(name: str) -> None:
    text = REPORTS[name]()
    if os.environ.get("HEADGATE_WRITE_GOLDEN"):
        (GOLDEN / name).write_text(text, encoding="utf-8")
    assert text == (GOLDEN / name).read_text(encoding="utf-8")

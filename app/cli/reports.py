"""A finished review, written in the form that was asked for."""

from __future__ import annotations

import io
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

from rich.console import Console, RenderableType

from app.cli.options import FailOn, Format
from app.cli.output import to_file, to_folder, to_stdout
from app.report import json, markdown, openlineage, patch_file, sarif, terminal
from app.report.clean import folded
from app.report.source import Source
from app.report.summary import counted
from headgate.facts.graph.pipeline import PipelineGraph
from headgate.finding import Level
from headgate.review import Review
from headgate.source.snapshot import Snapshot

_WIDTH = 110
"""Columns where standard output is no terminal."""


def write(review: Review, source: Source, form: Format) -> None:
    """Write `review` to standard output."""
    to_stdout(_WRITERS[form](review, source))


def write_all(review: Review, source: Source, graph: PipelineGraph, at: str, folder: Path) -> None:
    """Write every form of `review` into `folder`; `at` is when the head was made, in ISO 8601."""

    documents = {
        "review.md": _markdown(review, source),
        "review.json": _json(review, source),
        "review.sarif": _sarif(review, source),
        "openlineage.json": openlineage.render(graph, review.subject, at),
    }
    to_folder(folder, documents)


def write_patch(review: Review, head: Snapshot, file: Path) -> None:
    """Write the tried fixes of `review` into `file`; what is in it and what is not goes to standard error."""
    patch = patch_file.of_review(review, head)
    to_file(file, patch.text)
    how = f"apply them with `git apply {file}`" if patch.fixes else "no fix passed its trial, or none was offered"
    print(f"headgate: {counted(patch.fixes, 'tried fix', 'tried fixes')} in {file}; {how}", file=sys.stderr)
    for why in patch.left_out:
        print(f"headgate: left out: {folded(why)}", file=sys.stderr)


def exit_code(review: Review, fail_on: FailOn) -> int:
    """1 where the review has something at or above `fail_on`."""
    return int(fail_on is not FailOn.NEVER and bool(review.at_least(Level(fail_on.value))))


def printed(what: RenderableType) -> str:
    """What standard output would show of `what`: with colours at a terminal, without them elsewhere."""
    out, screen = io.StringIO(), Console()
    width = screen.width if screen.is_terminal else _WIDTH
    Console(file=out, width=width, force_terminal=screen.is_terminal, no_color=screen.no_color, highlight=False).print(
        what
    )
    text = out.getvalue()
    return text if screen.is_terminal else "".join(f"{line.rstrip()}\n" for line in text.splitlines())


def _terminal(review: Review, source: Source) -> str:
    return printed(terminal.render(review, source))


def _markdown(review: Review, source: Source) -> str:

    return markdown.render(review, source)


def _json(review: Review, _: Source) -> str:

    return json.render(review)


def _sarif(review: Review, source: Source) -> str:

    return sarif.render(review, source)


_WRITERS: Mapping[Format, Callable[[Review, Source], str]] = {
    Format.TERMINAL: _terminal,
    Format.MARKDOWN: _markdown,
    Format.JSON: _json,
    Format.SARIF: _sarif,
}

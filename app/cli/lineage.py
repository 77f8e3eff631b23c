"""`headgate lineage`: where a column or dataset comes from, and where it goes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from app.cli.options import Cached, Repo, SettingsFile
from app.cli.output import to_file, to_stdout
from app.cli.progress import told
from app.cli.target import facts_cache, lay_out, made_at
from app.report import openlineage
from app.report.lineage import json, markdown, mermaid, page, tree
from app.report.lineage.asked import Asked, all_datasets, column_called, dataset_called, meant
from app.report.lineage.document import Lineage
from app.report.lineage.gathering import gather_lineage
from headgate.errors import HeadgateError
from headgate.facts.graph.pipeline import PipelineGraph
from headgate.facts.graph.reach import Direction
from headgate.facts.profile import Profiles
from headgate.facts.project import Project
from headgate.rules.gather import gather
from headgate.source.checkout import Checkout


class LineageFormat(StrEnum):
    """How lineage is written."""

    TEXT = "text"
    JSON = "json"
    OPENLINEAGE = "openlineage"
    MERMAID = "mermaid"
    HTML = "html"
    MARKDOWN = "markdown"


Name = Annotated[str, typer.Argument(metavar="NAME", help="A dataset, or dataset.column.", show_default="all datasets")]
OfDataset = Annotated[str, typer.Option("--dataset", metavar="NAME", help="A dataset, in full or by its last part.")]
OfColumn = Annotated[str, typer.Option("--column", metavar="DATASET.COLUMN", help="A column of a dataset.")]
Up = Annotated[bool, typer.Option("--upstream", help="Only what it comes from.")]
Down = Annotated[bool, typer.Option("--downstream", help="Only what it feeds.")]
Depth = Annotated[int, typer.Option("--depth", metavar="N", min=0, help="At most so many steps; 0 for all.")]
As = Annotated[LineageFormat, typer.Option("--format", "-f", help="How the lineage is written.")]
File = Annotated[
    Path | None, typer.Option("--output", "-o", metavar="FILE", help="Write here, not to standard output.")
]


app = typer.Typer(add_completion=False)


@app.command()
def lineage(
    repo: Repo = Path(),
    name: Name = "",
    dataset: OfDataset = "",
    column: OfColumn = "",
    upstream: Up = False,
    downstream: Down = False,
    depth: Depth = 0,
    form: As = LineageFormat.TEXT,
    output: File = None,
    settings: SettingsFile = None,
    cache: Cached = True,
) -> None:
    """Show what feeds a column or a dataset and what it feeds.

    \b
    headgate lineage . fct_orders
    headgate lineage . fct_orders.amount --upstream
    headgate lineage --format html --output lineage.html
    headgate lineage --dataset fct_orders --format markdown
    """
    if sum(map(bool, (name, dataset, column))) > 1:
        raise HeadgateError("NAME, --dataset and --column are three ways to ask; use one of them.")
    if not (name or dataset or column) and (upstream or downstream or depth):
        raise HeadgateError("--upstream, --downstream and --depth go from a dataset or a column; name one.")
    checkout = lay_out(repo, "", "", None, settings)
    with told() as progress:
        project = gather(checkout.head, checkout.settings, facts_cache(cache), progress).project
    asked = _asked(project.graph, (name, dataset, column), _direction(upstream, downstream), depth)
    found = gather_lineage(project, checkout.subject.name, asked)
    text = _openlineage(found, project, checkout) if form is LineageFormat.OPENLINEAGE else _WRITERS[form](found)
    if output is None:
        to_stdout(text)
    else:
        to_file(output, text)


def _direction(upstream: bool, downstream: bool) -> Direction:
    if upstream == downstream:
        return Direction.BOTH
    return Direction.UPSTREAM if upstream else Direction.DOWNSTREAM


def _asked(graph: PipelineGraph, names: tuple[str, str, str], direction: Direction, depth: int) -> Asked:
    name, dataset, column = names
    if column:
        ref = column_called(graph, column)
        return Asked(ref.dataset, ref.column, direction, depth)
    if dataset:
        return Asked(dataset_called(graph, dataset), "", direction, depth)
    return Asked(*meant(graph, name), direction, depth) if name else Asked()


def _text(found: Lineage) -> str:
    return tree.render(found) if found.asked.dataset else tree.listing(found)


def _openlineage(found: Lineage, project: Project, checkout: Checkout) -> str:
    graph, only = project.graph, None
    if found.asked.dataset:
        shown = {one.id for one in found.datasets}
        only = frozenset(one for one in all_datasets(graph) if str(one) in shown)
    return openlineage.render(graph, checkout.subject, made_at(checkout), Profiles(project), only)


_WRITERS: Mapping[LineageFormat, Callable[[Lineage], str]] = {
    LineageFormat.TEXT: _text,
    LineageFormat.JSON: json.render,
    LineageFormat.MERMAID: mermaid.render,
    LineageFormat.HTML: page.render,
    LineageFormat.MARKDOWN: markdown.render,
}

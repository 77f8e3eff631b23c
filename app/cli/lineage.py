"""`headgate lineage`: where a column or dataset comes from, and where it goes."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from app.cli.options import Cached, Repo, SettingsFile
from app.cli.output import to_stdout
from app.cli.progress import told
from app.cli.target import facts_cache, lay_out
from app.report.lineage import listing, tree
from headgate.rules.gather import gather

Name = Annotated[str, typer.Argument(metavar="NAME", help="A dataset, or dataset.column.", show_default="all datasets")]


app = typer.Typer(add_completion=False)


@app.command()
def lineage(repo: Repo = Path(), name: Name = "", settings: SettingsFile = None, cache: Cached = True) -> None:
    """Show what feeds a column or a dataset and what it feeds.

    \b
    headgate lineage . fct_orders
    headgate lineage . fct_orders.amount
    """
    checkout = lay_out(repo, "", "", None, settings)
    with told() as progress:
        graph = gather(checkout.head, checkout.settings, facts_cache(cache), progress).project.graph
    to_stdout(tree(graph, name) if name else listing(graph))

"""`headgate eval panel`: the example's review before a panel that answers by script."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from app.cli.output import written
from app.report.markdown import render
from app.report.source import Source
from evals.panel.run import scripted_review

Example = Annotated[Path, typer.Argument(help="The example.", show_default="examples/lakehouse")]
Change = Annotated[
    Path, typer.Option("--patch", metavar="FILE", help="Its change.", show_default="examples/lakehouse.patch")
]
Output = Annotated[Path | None, typer.Option("--output", "-o", help="Write to this file, not to the terminal.")]

_WARNING = """\
> **Scripted answers, not models' opinions.** A server on this machine plays one specialist and three jurors over the \
example's change, so that you see what a council's page looks like. Nothing below says what any model thinks. Tokens \
are counted from the texts; nothing was paid or timed. Written by `headgate eval panel`.

"""


def panel(
    example: Example = Path("examples/lakehouse"),
    patch: Change = Path("examples/lakehouse.patch"),
    output: Output = None,
) -> None:
    """Show what a council's page looks like, on scripted answers that are labelled as such.

    \b
    headgate eval panel --output docs/council.md
    """
    review, checkout = scripted_review(example, patch)
    written(_WARNING + render(review, Source.of(checkout)), output)

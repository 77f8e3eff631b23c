"""`headgate eval simulate`: panels of simulated jurors, with each part of the council taken out in turn."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Annotated

import typer

from app.cli.output import written
from evals.simulate.compared import COUNCIL
from evals.simulate.page import LADDER, ONE_WEIGHT, page
from evals.simulate.run import CLAIMS, LABELLED, PANELS, SEED, Trial
from evals.simulate.run import simulate as run

Claims = Annotated[int, typer.Option("--claims", min=100, help="Claims for each world.")]
Panels = Annotated[int, typer.Option("--panels", min=2, help="How often the jurors are measured anew.")]
Labelled = Annotated[int, typer.Option("--labelled", min=0, help="Claims with a known truth to measure them on.")]
Seed = Annotated[int, typer.Option("--seed", help="Equal seeds give equal pages.")]
Output = Annotated[Path | None, typer.Option("--output", "-o", help="Write to this file, not to the terminal.")]


def simulate(
    claims: Claims = CLAIMS,
    panels: Panels = PANELS,
    labelled: Labelled = LABELLED,
    seed: Seed = SEED,
    output: Output = None,
) -> None:
    """Show on simulated jurors what each part of the council is worth. It says nothing of any real model.

    \b
    headgate eval simulate
    headgate eval simulate --claims 300 --panels 5
    headgate eval simulate --output docs/council-ablation.md
    """
    trial = Trial(claims, panels, labelled, seed)
    processes = min(os.cpu_count() or 1, 6)

    def seen(world: str) -> None:
        print(f"headgate: simulated {world}", file=sys.stderr, flush=True)

    whole = run(trial, processes=processes, seen=seen)
    ladder = {
        known: run(Trial(claims, panels, known, seed), (COUNCIL, ONE_WEIGHT), processes=processes) for known in LADDER
    }
    written(page(trial, whole, ladder) + "\n", output)

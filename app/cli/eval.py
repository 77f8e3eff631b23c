"""`headgate eval`: how good the reviews are, and what the council's parts are worth."""

from __future__ import annotations

import typer
from typer.core import TyperGroup

from app.cli import eval_calibrate, eval_cases, eval_panel, eval_simulate


class _CasesFirst(TyperGroup):
    """`headgate eval` without naming a command is `headgate eval cases`, with models `headgate eval calibrate`."""

    def parse_args(self, ctx: typer.Context, args: list[str]) -> list[str]:  # type: ignore[override]
        if not args or args[0] not in (*self.commands, "--help", "-h"):
            with_models = any(one.split("=")[0] == "--models" for one in args)
            args = ["calibrate" if with_models else "cases", *args]
        return super().parse_args(ctx, args)


app = typer.Typer(add_completion=False, cls=_CasesFirst, help="Score the analyzers on cases whose truth is known.")
app.command("cases")(eval_cases.cases)
app.command("simulate")(eval_simulate.simulate)
app.command("panel")(eval_panel.panel)
app.command("calibrate")(eval_calibrate.calibrate_jurors)

"""`headgate rules`: all rules on a line each."""

from __future__ import annotations

from typing import Annotated

import typer

from app.cli.output import to_stdout
from headgate.errors import HeadgateError
from headgate.rules.registry import SPECIALISTS
from headgate.rules.runs.registry import SPECIALIST, every_rule

Specialist = Annotated[str, typer.Argument(help="Only the rules of one specialist.", show_default="all")]
app = typer.Typer(add_completion=False)


@app.command()
def rules(specialist: Specialist = "") -> None:
    """List all rules: id, level, proof and title.

    \b
    headgate rules
    headgate rules spark
    """
    to_stdout(listing(specialist))


def listing(specialist: str) -> str:
    """The rules of one specialist, or for an empty name all, on a line each.

    Raises:
        HeadgateError: there is no such specialist.
    """
    known = (*SPECIALISTS, SPECIALIST)
    if specialist and specialist not in known:
        raise HeadgateError(f"There is no specialist '{specialist}'; there are {', '.join(known)}.")
    listed = [rule for rule in every_rule() if specialist in ("", rule.specialist)]
    width = max((len(rule.id) for rule in listed), default=0)
    lines = [f"{rule.id:<{width}}  {rule.level.value:<7}  {rule.proof.value:<8}  {rule.title}\n" for rule in listed]
    return "".join(lines) or "No rule is installed.\n"

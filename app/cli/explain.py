"""`headgate explain`: what a rule says of itself."""

from __future__ import annotations

from difflib import get_close_matches
from typing import Annotated

import typer
from rich.console import Console
from rich.markdown import Markdown

from app.cli.output import to_stdout
from app.report.rule_page import page
from headgate.errors import HeadgateError
from headgate.rules.registry import Rule
from headgate.rules.runs.registry import RunRule, every_rule

RuleId = Annotated[str, typer.Argument(metavar="RULE", help="A rule's id, as reports show it.")]


app = typer.Typer(add_completion=False)


@app.command()
def explain(rule: RuleId) -> None:
    """Show what a rule looks for, why it matters, what to do instead, and an example.

    \b
    headgate explain quality/not-in-with-null
    """
    console = Console()
    text = page(rule_called(rule))
    if not console.is_terminal:
        to_stdout(text)
        return
    console.print(Markdown(text))


def rule_called(name: str) -> Rule | RunRule:
    """The rule whose id is `name`.

    Raises:
        HeadgateError: there is none.
    """
    known = {one.id: one for one in every_rule()}
    if name not in known:
        raise HeadgateError(f"There is no rule '{name}'; {_near(name, list(known))}.")
    return known[name]


def _near(wrong: str, known: list[str]) -> str:

    tails = {rule_id.split("/", 1)[1]: rule_id for rule_id in known}
    near = get_close_matches(wrong, known, n=3, cutoff=0.5)
    near += [tails[tail] for tail in get_close_matches(wrong.rsplit("/", 1)[-1], tails, n=3, cutoff=0.5)]
    if not near:
        return "`headgate rules` lists all"
    return f"did you mean {' or '.join(list(dict.fromkeys(near))[:3])}"

"""Writing suggested suites into a folder, in the words of one tool."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from importlib import import_module
from pathlib import Path

import typer

from app.cli.output import to_folder
from app.report.clean import folded
from app.report.summary import counted
from headgate.errors import HeadgateError
from headgate.facts.project import Project
from headgate.suites.homes import home_of
from headgate.suites.rule import Tried
from headgate.suites.suite import Suggestion
from headgate.suites.writers.written import Home, Written

_WRITERS: Mapping[str, str] = {
    "dbt": "headgate.suites.writers.dbt",
    "great-expectations": "headgate.suites.writers.great_expectations",
    "soda": "headgate.suites.writers.soda",
    "deequ": "headgate.suites.writers.deequ",
    "pandera": "headgate.suites.writers.pandera",
}
_MOST_TOLD = 10


def write_suite(found: Suggestion, project: Project, tool: str, folder: Path, *, every: bool) -> None:
    """Write the offered rules for `tool` into `folder`; nothing where one of the files is there already.

    Raises:
        HeadgateError: a file is there already, or the folder cannot be written.
    """
    rules = [one for one in found.offered if every or one.shown]
    if not rules:
        raise HeadgateError("No rule is offered, so there is nothing to write; give a sample with --data.")
    write: Callable[[Sequence[Tried], Home], Written] = import_module(_WRITERS[tool]).write
    made = write(rules, home_of(project))
    there = [name for name in made.files if (folder / name).exists()]
    if there:
        more = f" and {len(there) - 1} more" if len(there) > 1 else ""
        raise HeadgateError(
            f"{folder / there[0]}{more} is there already, and nothing was written; name another folder."
        )
    if not made.files:
        raise HeadgateError(f"{tool} has no words for any of the {counted(len(rules), 'rule')}: {made.unsaid[0][1]}.")
    by_folder: dict[Path, dict[str, str]] = {}
    for name, text in made.files.items():
        by_folder.setdefault((folder / name).parent, {})[Path(name).name] = text
    for place, files in by_folder.items():
        to_folder(place, files)
    typer.echo(f"{counted(len(rules) - len(made.unsaid), 'rule')} in {counted(len(made.files), 'file')} in {folder}")
    for rule, why in made.unsaid[:_MOST_TOLD]:
        typer.echo(
            folded(f"  not written: {rule.dataset}: {type(rule.check).__name__} {', '.join(rule.columns)}: {why}")
        )
    if len(made.unsaid) > _MOST_TOLD:
        typer.echo(f"  and {len(made.unsaid) - _MOST_TOLD} more that are not written")

"""The front door: all commands, and one sentence for whatever the user can mend.

A command's module is imported when the command is called, so that `headgate --help` answers at once.
"""

from __future__ import annotations

import errno
import gc
import os
import sys
from collections.abc import Mapping
from importlib import import_module
from typing import Annotated, Any

import typer
from typer.core import TyperCommand, TyperGroup
from typer.main import get_command
from typing_extensions import override

from app.report.clean import folded
from headgate import __version__
from headgate.errors import HeadgateError

MENDABLE = 2
INTERRUPTED = 130
CLOSED = 141
"""What a shell sees of a program whose reader went away."""

COMMANDS: Mapping[str, str] = {
    "review": "Review a repository, a change between two refs, or a patch.",
    "check": "Review with the analyzers alone: no model, no knowledge, no network.",
    "impact": "Show which models, jobs, topics and dashboards a change breaks or alters.",
    "lineage": "Show what feeds a column or a dataset and what it feeds.",
    "compat": "Compare two versions of an Avro, Protobuf, JSON Schema or DDL file, or of a folder of such files.",
    "spark": "Show what a run of Spark cost and which lines cost it, or judge a plan.",
    "schema": "Plan the way round a break, or show how a schema evolved.",
    "quality": "Suggest suites of data checks, each tried on injected faults.",
    "model": "Review dimensional models, or design a star schema and prove it.",
    "explain": "Show what a rule looks for, why it matters, and what to do instead.",
    "rules": "List all rules: id, level, proof and title.",
    "consult": "Ask several models one architecture question, blind of each other, with the repository's facts.",
    "knowledge": "Search, list, review, add, dismiss, forget, export and import what is remembered.",
    "chat": "Open the chat: ask about a review in the browser, with or without models.",
    "eval": "Score the analyzers on cases whose truth is known.",
    "github": "Review pull requests on GitHub and post what was found.",
    "mcp": "Serve the analyzers to an agent by the Model Context Protocol, over standard input and output.",
    "serve": "Take GitHub's webhook deliveries and review each pull request that is opened or pushed to.",
}
"""Each stands in the module `app.cli.<name>`; the words are the first sentence of its help."""


COLLECTED = (200_000, 20, 100)
"""New objects after which Python looks for circles, and how many such looks make a wider one."""


class Front(TyperGroup):
    """The group of all commands, which turns failures that the user can mend into a sentence."""

    @override
    def list_commands(self, ctx: Any) -> list[str]:
        return list(COMMANDS)

    @override
    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        """The command by name and summary alone, enough to be listed."""
        return TyperCommand(cmd_name, help=COMMANDS[cmd_name]) if cmd_name in COMMANDS else None

    @override
    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """The command that is called, loaded."""
        name, command, rest = super().resolve_command(ctx, args)
        if name not in COMMANDS:
            return name, command, rest
        loaded = get_command(import_module(f"app.cli.{name}").app)
        loaded.name = name
        return name, loaded, rest

    @override
    def invoke(self, ctx: Any) -> Any:
        try:
            return super().invoke(ctx)
        except HeadgateError as error:
            _leave(str(error), MENDABLE)
        except KeyboardInterrupt:
            _leave("Interrupted; nothing more is done.", INTERRUPTED)
        except BrokenPipeError:
            _let_go_of_output()
            _leave("Whoever read the output closed it before the end.", CLOSED)
        except OSError as error:
            if error.errno not in _MENDABLE:
                raise
            _leave(f"{error.filename or 'The output'} cannot be used: {error.strerror}.", MENDABLE)


_MENDABLE = (errno.ENOSPC, errno.EDQUOT, errno.EACCES, errno.EPERM, errno.EROFS, errno.ENOENT, errno.ENOTDIR)


def _leave(sentence: str, code: int) -> None:
    print(f"headgate: {folded(sentence)}", file=sys.stderr)
    raise typer.Exit(code) from None


def _let_go_of_output() -> None:
    """Point standard output at nothing, so that Python does not fail a second time while it shuts down."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)


app = typer.Typer(
    cls=Front,
    name="headgate",
    no_args_is_help=True,
    rich_markup_mode="rich",
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog="Exit codes: 0 nothing at or above --fail-on, 1 something, 2 you can mend it, 130 interrupted.",
)


def _version(wanted: bool) -> None:
    if wanted:
        print(f"headgate {__version__}")
        raise typer.Exit()


@app.callback()
def headgate(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version and leave.")
    ] = False,
) -> None:
    """Reviews data pipelines before a change passes, with evidence."""


def main() -> None:
    """What the `headgate` command runs.

    Facts and graphs are many objects that live until the end: to look through them again and again for circles takes
    a third of the time of a large review, and finds none.
    """
    gc.set_threshold(*COLLECTED)
    app()

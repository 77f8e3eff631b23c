"""The command line's help as one page."""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from enum import Enum
from importlib import import_module
from typing import Any

from typer.core import TyperGroup
from typer.main import get_command

from app.cli.front import COMMANDS, app


def command_line() -> str:
    """All commands with their arguments and options, as Markdown."""
    parts = ["# Command line\n", "Generated from the commands' own help.\n", (app.info.epilog or "") + "\n"]
    for name in COMMANDS:
        parts += _command(f"headgate {name}", get_command(import_module(f"app.cli.{name}").app))
    return "\n".join(parts)


def _command(title: str, command: Any) -> Iterator[str]:
    yield f"## {title}\n"
    yield _help(command.help or "")
    if isinstance(command, TyperGroup):
        for name, below in command.commands.items():
            yield from (line.replace("## ", "### ", 1) for line in _command(f"{title} {name}", below))
        return
    yield "| | |\n|---|---|"
    for parameter in command.params:
        if parameter.name != "help":
            yield f"| {_spelling(parameter)} | {_meaning(parameter)} |"
    yield ""


def _help(text: str) -> str:
    """Paragraphs as they are; runs of example lines as code."""
    parts: list[str] = []
    for paragraph in inspect.cleandoc(text).replace("\b", "").split("\n\n"):
        lines = [line.strip() for line in paragraph.strip("\n").split("\n") if line.strip()]
        if any(line.startswith("headgate ") or "| headgate " in line for line in lines):
            parts.append("```sh\n" + "\n".join(lines) + "\n```")
        elif lines:
            parts.append("\n".join(lines))
    return "\n\n".join(parts) + "\n"


def _spelling(parameter: Any) -> str:
    if parameter.param_type_name == "argument":
        return f"`{(parameter.metavar or parameter.name).upper()}`"
    names = ", ".join([*parameter.opts, *parameter.secondary_opts])
    value = "" if parameter.is_flag else f" {parameter.metavar or _choices(parameter.default) or 'TEXT'}"
    return f"`{names}{value}`".replace("|", "\\|")


def _choices(default: object) -> str:
    return "|".join(str(choice.value) for choice in type(default)) if isinstance(default, Enum) else ""


def _meaning(parameter: Any) -> str:
    shown = parameter.show_default
    default = shown if isinstance(shown, str) else parameter.default
    default = getattr(default, "value", default)
    said = f" Default: {default}." if isinstance(default, str) and default else ""
    return f"{parameter.help or ''}{said}".replace("|", "\\|")

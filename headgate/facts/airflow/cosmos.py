"""Astronomer Cosmos: which part of a dbt project a DbtDag or DbtTaskGroup runs.

Source: Cosmos, "Render config": `select`, `exclude`; before 1.0 the arguments `select` and `dbt_args` stood alone.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from headgate.facts.python.values import Opaque, strings_in


def cosmos_command(arguments: dict[str, object]) -> str:
    """The command of dbt that does the same."""
    selected = list(_selected(arguments))
    return "dbt build" + (f" --select {' '.join(selected)}" if selected else "")


def _selected(arguments: dict[str, object]) -> Iterator[str]:
    yield from strings_in(arguments.get("select"))
    config = arguments.get("render_config")
    if not isinstance(config, Opaque):
        return
    try:
        tree = ast.parse(config.text, mode="eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return
    for keyword in tree.keywords if isinstance(tree, ast.Call) else ():
        if keyword.arg == "select":
            constants = (one.value for one in ast.walk(keyword.value) if isinstance(one, ast.Constant))
            yield from (value for value in constants if isinstance(value, str))

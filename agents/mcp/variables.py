"""`${VARIABLE}` in what the reviewer wrote, from the environment and from what is reviewed."""

from __future__ import annotations

import re
from collections.abc import Mapping

SNAPSHOT = "HEADGATE_SNAPSHOT"
"""The folder in which the reviewed files are laid out for servers that read files."""
REPOSITORY = "HEADGATE_REPOSITORY"
"""The git repository of what is reviewed."""
_VARIABLE = re.compile(r"\$\{([A-Za-z_][A-Za-z0-9_]*)(?::-([^}]*))?\}")


class UnsetVariableError(Exception):
    """A variable without a value and without a default; the message is its name."""


def expanded(text: str, values: Mapping[str, str]) -> str:
    """`text` with `${NAME}` and `${NAME:-default}` filled; what is put in is not looked at again.

    Raises:
        UnsetVariableError: a variable has no value.
    """

    def value(found: re.Match[str]) -> str:
        name, default = found[1], found[2]
        held = values.get(name) or default
        if held is None:
            raise UnsetVariableError(name)
        return held

    return _VARIABLE.sub(value, text)


def mentions(text: str, name: str) -> bool:
    """Whether `text` asks for the variable `name`."""
    return any(found[1] == name for found in _VARIABLE.finditer(text))
